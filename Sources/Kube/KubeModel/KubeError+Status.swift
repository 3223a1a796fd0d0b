package import Documents

extension KubeError {
    /// From a `Status` object of the server, or from its bare HTTP status where the body was something else.
    package init(status: Int, body: Value?) {
        let answer = body?.kind == "Status" ? body : nil
        let code = answer?["code"]?.integer ?? status
        let reason = answer?["reason"]?.string ?? ""
        let message = answer?["message"]?.string.flatMap { $0.isEmpty ? nil : $0 }
        let causes = Self.causes(answer?.at("details", "causes"))
        self.init(
            Self.code(failure: message ?? "", status: code) ?? Self.code(status: code, reason: reason),
            message.map { Self.readable($0, causes) } ?? "the server answered with status \(code)",
            status: code, reason: reason, causes: causes,
            retryAfter: answer?.at("details", "retryAfterSeconds")?.integer.flatMap { $0 > 0 ? .seconds($0) : nil },
            objectName: answer?.at("details", "name")?.string ?? "")
    }

    /// Servers call it a failure of their own (500) when what is applied does not fit the schema.
    private static let malformedApply = "failed to create typed patch object"

    /// What etcd says of a request above its limit, and what its client says that does not even send it.
    private static let tooLarge = ["request is too large", "trying to send message larger than max"]

    /// What servers call a failure of their own, and is one of the request: they would fail again.
    private static func code(failure message: String, status: Int) -> Code? {
        guard status >= 500 else { return nil }
        if message.hasPrefix(malformedApply) { return .invalid }
        return tooLarge.contains { message.contains($0) } ? .tooLarge : nil
    }

    private static func code(status: Int, reason: String) -> Code {
        switch status {
        case 400, 415, 422: .invalid
        case 401: .unauthorized
        case 403: .forbidden
        case 404: .notFound
        case 409: reason == "AlreadyExists" ? .alreadyExists : .conflict
        case 410: .gone
        case 413: .tooLarge
        case 429: .tooManyRequests
        case 408, 504: .timeout
        case 502, 503: .unavailable
        case 500: .serverFailure
        default: .other
        }
    }

    /// More causes than this say nothing new to a person.
    private static let causeLimit = 32

    private static func causes(_ value: Value?) -> [Cause] {
        (value?.array ?? []).prefix(causeLimit).map { cause in
            Cause(
                field: cause["field"]?.string ?? "", reason: cause["reason"]?.string ?? "",
                message: (cause["message"]?.string ?? "").abridged(to: 256))
        }
    }
}

extension KubeError {
    /// The same error without what a server may have copied out of the request.
    ///
    /// For requests on Secrets: validation and admission webhooks like to quote the value that they refuse. Field paths
    /// and reasons stay, which is enough to find the place.
    package var redacted: KubeError {
        var redacted = self
        redacted.causes = causes.map { $0.reason == Cause.conflict ? $0 : $0.redacted }
        if mayQuoteTheRequest { redacted.message = redactedMessage }
        return redacted
    }

    private static let webhookDenial = " denied the request"

    /// Whether it may hold a value of what was sent.
    package var mayQuoteTheRequest: Bool {
        switch code {
        case .invalid, .serverFailure, .other: true
        default: message.contains("admission webhook") || message.contains(Self.webhookDenial)
        }
    }

    private var redactedMessage: String {
        if let denial = message.firstRange(of: Self.webhookDenial), message.hasPrefix("admission webhook") {
            return message[..<denial.upperBound] + " (its words are left out: they may quote the secret)"
        }
        let fields = causes.map { $0.reason.isEmpty ? $0.field : "\($0.field) (\($0.reason))" }
        let place = fields.isEmpty ? "" : ": " + fields.joined(separator: ", ")
        let name = reason.isEmpty ? "status \(status.map(String.init) ?? "unknown")" : reason
        return "the server refused it as \(name)\(place)".shortened(to: Self.messageLimit)
    }
}
