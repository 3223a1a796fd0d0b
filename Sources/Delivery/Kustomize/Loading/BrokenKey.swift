import Documents

/// Keys that are no texts, `{{ .Values.port }}: 1` say.
///
/// A patch may have them in what comes to nothing, as the patches of charts that are made with kustomize do; in no object
/// that a build ends with.
enum BrokenKey {
    /// A code point for private use.
    private static let mark = "\u{10FFFD}"

    static func text(number: Int) -> String { "\(mark)\(number)" }

    static func isBroken(_ key: String) -> Bool { key.utf8.first == mark.utf8.first && key.hasPrefix(mark) }

    /// Whether a value has such a key anywhere.
    static func isIn(_ value: Value) -> Bool {
        switch value {
        case .array(let elements): elements.contains(where: isIn)
        case .object(let members): members.contains { isBroken($0.key) || isIn($0.value) }
        case .null, .bool, .integer, .double, .string: false
        }
    }

    static func check(_ resource: Resource) throws(KustomizeError) {
        guard resource.mayHaveBrokenKeys, isIn(resource.body) else { return }
        throw KustomizeError(.invalid, "a patch has put a key into \(resource.id) that is no text; put it in quotes")
    }
}
