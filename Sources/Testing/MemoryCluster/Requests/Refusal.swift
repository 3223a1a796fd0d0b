internal import Documents

/// Why a server does not do what is asked, in the words that servers use.
struct Refusal: Error {
    var code: Int
    var reason: String
    var message: String
    var details: Value?
    var retryAfter: Int?

    init(_ code: Int, _ reason: String, _ message: String, details: Value? = nil) {
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
    }

    /// The `Status` object that servers answer with.
    var status: Value {
        var status: Value = [
            "kind": "Status", "apiVersion": "v1", "metadata": [:], "status": "Failure", "message": .string(message),
            "reason": .string(reason), "code": .integer(code),
        ]
        var details = details
        if let retryAfter { details = (details ?? [:]).with("retryAfterSeconds", .integer(retryAfter)) }
        status["details"] = details
        return status
    }

    /// What is on no path that the server knows: an answer without a `Status`.
    static let noSuchPath = Refusal(404, "", "404 page not found")
    var isPlain: Bool { reason.isEmpty }
}

extension Refusal {
    private static func details(_ collection: Collection, _ name: String, causes: [Value] = []) -> Value {
        var details: Value = ["name": .string(name)]
        if !collection.group.isEmpty { details["group"] = .string(collection.group) }
        details["kind"] = .string(collection.plural)
        if !causes.isEmpty { details["causes"] = .array(causes) }
        return details
    }

    static func notFound(_ collection: Collection, _ name: String) -> Refusal {
        Refusal(404, "NotFound", "\(collection) \"\(name)\" not found", details: details(collection, name))
    }

    static func alreadyExists(_ collection: Collection, _ name: String) -> Refusal {
        Refusal(409, "AlreadyExists", "\(collection) \"\(name)\" already exists", details: details(collection, name))
    }

    static func conflict(_ collection: Collection, _ name: String, _ why: String) -> Refusal {
        Refusal(
            409, "Conflict", "Operation cannot be fulfilled on \(collection) \"\(name)\": \(why)",
            details: details(collection, name))
    }

    static let modified = "the object has been modified; please apply your changes to the latest version and try again"

    static func applyConflict(_ conflicts: ManagedFields.Conflicts) -> Refusal {
        Refusal(409, "Conflict", conflicts.message, details: ["causes": .array(conflicts.causes)])
    }

    static func badRequest(_ message: String) -> Refusal { Refusal(400, "BadRequest", message) }

    static func forbidden(_ collection: Collection, _ name: String, _ why: String) -> Refusal {
        let subject = name.isEmpty ? "\(collection) is" : "\(collection) \"\(name)\" is"
        return Refusal(403, "Forbidden", "\(subject) forbidden: \(why)", details: details(collection, name))
    }

    static func terminating(_ collection: Collection, _ name: String, namespace: String) -> Refusal {
        var refusal = forbidden(
            collection, name, "unable to create new content in namespace \(namespace) because it is being terminated")
        let cause: Value = [
            "reason": "NamespaceTerminating", "message": "namespace \(namespace) is being terminated",
            "field": "metadata.namespace",
        ]
        refusal.details = details(collection, name, causes: [cause])
        return refusal
    }

    struct Cause {
        var field: String
        var reason: String
        var message: String
    }

    static func invalid(_ kind: Kind, _ name: String, _ causes: Cause...) -> Refusal { invalid(kind, name, causes) }

    static func invalid(_ kind: Kind, _ name: String, _ causes: [Cause]) -> Refusal {
        let sent = causes.map { cause -> Value in
            ["reason": .string(cause.reason), "message": .string(cause.message), "field": .string(cause.field)]
        }
        let texts = causes.map { "\($0.field): \($0.message)" }
        let text = texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
        var about: Value = ["name": .string(name)]
        if !kind.gvk.group.isEmpty { about["group"] = .string(kind.gvk.group) }
        about["kind"] = .string(kind.gvk.kind)
        about["causes"] = .array(sent)
        return Refusal(
            422, "Invalid", "\(kind.kindText) \"\(name)\" is invalid: \(text)", details: about)
    }

    static func expired(_ message: String) -> Refusal { Refusal(410, "Expired", message) }
}

extension Value {
    func with(_ name: String, _ member: Value) -> Value {
        var changed = self
        changed[name] = member
        return changed
    }
}
