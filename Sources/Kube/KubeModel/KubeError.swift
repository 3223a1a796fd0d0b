/// Why a request to the Kubernetes API did not do what was asked.
package struct KubeError: Error, Sendable, Hashable {
    /// What came back, as far as callers act on it differently.
    package enum Code: Sendable, Hashable {
        case notFound
        /// A precondition or another field manager stands against it. Read again, then decide anew.
        case conflict
        case alreadyExists
        case forbidden
        case unauthorized
        /// The server refuses the object or the request as it is (400, 415, 422); sending it again does not help.
        case invalid
        /// The object is larger than the server, or what it stores objects in, takes; it has to become smaller.
        case tooLarge
        /// The resource version or the continue token is too old: list again.
        case gone
        /// See `retryAfter`.
        case tooManyRequests
        case timeout
        /// The server, or what stands before it, cannot answer now (502, 503).
        case unavailable
        /// The server failed while answering (500), for instance in an admission webhook.
        case serverFailure
        /// The server does not have this kind.
        case unknownKind
        /// No answer came at all: name, connection, TLS.
        case transport
        /// An answer came that is not what the API promises.
        case decoding
        /// The configuration of the client is missing, wrong, or asks for what is not allowed.
        case configuration
        case cancelled
        case other
    }

    /// One field that the server found wrong.
    package struct Cause: Sendable, Hashable {
        package var field: String
        /// The server's word for it, for instance `FieldValueInvalid`; empty where it gave none.
        package var reason: String
        package var message: String

        package init(field: String, reason: String, message: String) {
            self.field = field
            self.reason = reason
            self.message = message
        }
    }

    package var code: Code
    /// The HTTP status, where there was an answer.
    package var status: Int?
    /// The server's word for it, for instance `AlreadyExists`; empty where it gave none.
    package var reason: String
    /// The server's sentence, or ours where it gave none; bounded to `messageLimit` and never the body of a request.
    package var message: String
    package var causes: [Cause]
    /// How long the server asks us to stay away.
    package var retryAfter: Duration?
    /// The name of the object that the server speaks of; empty where it names none. A server that does not serve a kind
    /// answers "not found" for all of its objects, and names none.
    package var objectName: String

    package init(
        _ code: Code, _ message: String, status: Int? = nil, reason: String = "", causes: [Cause] = [],
        retryAfter: Duration? = nil, objectName: String = ""
    ) {
        self.code = code
        self.status = status
        self.reason = reason
        self.message = message.shortened(to: Self.messageLimit)
        self.causes = causes
        self.retryAfter = retryAfter
        self.objectName = objectName
    }

    /// Admission webhooks may answer with whole documents; conditions and events hold about this much.
    package static let messageLimit = 1_024

    /// Whether the same request may succeed later without anybody changing anything.
    package var isTransient: Bool {
        switch code {
        case .tooManyRequests, .timeout, .unavailable, .serverFailure, .transport: true
        case .notFound, .conflict, .alreadyExists, .forbidden, .unauthorized, .invalid, .tooLarge, .gone, .unknownKind,
            .decoding, .configuration, .cancelled, .other:
            false
        }
    }
}

extension KubeError: CustomStringConvertible {
    package var description: String { message }
}

extension String {
    /// The text itself, or its beginning and an ellipsis, in at most `limit` bytes and never half a character.
    func shortened(to limit: Int) -> String {
        guard utf8.count > limit else { return self }
        let ellipsis = "…"
        var size = ellipsis.utf8.count
        let kept = prefix { character in
            size += character.utf8.count
            return size <= limit
        }
        return kept + ellipsis
    }
}
