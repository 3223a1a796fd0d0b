/// What a server means by refusing a field.
extension KubeError.Cause {
    /// Why the field cannot be changed on an object that exists, in the server's words without the value; nil where it is
    /// refused for something else.
    ///
    /// Sources: apimachinery's `FieldImmutableErrorMsg` and the validations of Kubernetes' own kinds that have words of
    /// their own (StatefulSet, StorageClass, Pod, roleRef, clusterIP, PriorityClass, claims).
    package var immutability: String? {
        let line = message.prefix { !$0.isNewline }
        guard Self.immutablePhrases.contains(where: { line.contains($0) }) else { return nil }
        let phrase = Self.immutablePhrases.compactMap { line.firstRange(of: $0)?.lowerBound }.min() ?? line.startIndex
        guard let value = line[..<phrase].ranges(of: ": ").last else { return String(line) }
        return String(line[value.upperBound...])
    }

    package var isImmutability: Bool { immutability != nil }

    private static let immutablePhrases = [
        "immutable", "may not change once set", "cannot change roleRef", "updates to ", "may not be changed",
        "cannot be changed", "updates may not change",
    ]

    /// The same without what may be quoted from a Secret: fixed words stay, or nothing.
    var redacted: KubeError.Cause {
        let words = Self.harmlessWords.first { message.hasSuffix($0) }
        return KubeError.Cause(field: field, reason: reason, message: words ?? "")
    }

    private static let harmlessWords = ["field is immutable when `immutable` is set", "field is immutable"]

    /// The manager that holds a field, in the refusal of an apply without force.
    package var conflictingManager: String? {
        guard reason == Self.conflict, message.hasPrefix(Self.conflictStart) else { return nil }
        let name = message.dropFirst(Self.conflictStart.count).prefix { $0 != "\"" }
        return name.isEmpty ? nil : String(name)
    }

    static let conflict = "FieldManagerConflict"
    private static let conflictStart = "conflict with \""
}

extension KubeError {
    /// Whether something else than the request stands against it, and may go: a port or an address that another object
    /// has, or what an admission webhook compares with.
    package var dependsOnOthers: Bool {
        guard code == .invalid else { return false }
        return Self.passingRefusals.contains { message.contains($0) }
            || causes.contains { cause in Self.passingRefusals.contains { cause.message.contains($0) } }
    }

    /// Sources: the service and port allocators of Kubernetes, and the API server's words for a webhook's or a policy's denial.
    private static let passingRefusals = [
        "already allocated", "denied the request", "denied request", "exceeded quota", "range is full",
    ]

    /// The message of a refusal with long values left out of it: such a dump hides what is wrong.
    static func readable(_ message: String, _ causes: [Cause]) -> String {
        guard message.utf8.count > longestPlainMessage, !causes.isEmpty,
            let start = message.firstRange(of: " is invalid: ")
        else { return message }
        return message[..<start.upperBound]
            + causes.map { $0.field.isEmpty ? $0.message : "\($0.field): \($0.message)" }.joined(separator: ", ")
    }

    private static let longestPlainMessage = 400
}

extension String {
    /// The text itself, or its beginning and its end with an ellipsis between, in at most `limit` bytes: in a refusal the
    /// value comes first and what is wrong with it last.
    func abridged(to limit: Int) -> String {
        guard utf8.count > limit else { return self }
        let ending = ranges(of: "}: ").last.map { self[$0.lowerBound...].dropFirst() } ?? self[...]
        let tail = ending.utf8.count <= limit / 2 ? ending : ending.suffix(limit / 4)
        let head = prefix(limit / 8)
        return (head + "…" + tail).description.shortened(to: limit)
    }
}
