internal import KubeModel

/// How much is kept for the applications of each namespace. It lies in the controller's namespace, where quotas of theirs do
/// not count it.
struct KeptRoom: Sendable {
    /// In bytes, for each namespace.
    let limit: Int
    private var entries: [String: Entry] = [:]

    struct Entry: Sendable, Hashable {
        /// Of the application.
        var namespace: String
        var bytes: Int
    }

    init(limit: Int) { self.limit = limit }

    func contains(_ name: String) -> Bool { entries[name] != nil }

    /// The names of all that there are.
    var names: Set<String> { Set(entries.keys) }

    /// Notes what is there.
    mutating func set(_ name: String, _ entry: Entry?) { entries[name] = entry }

    /// Has room for a Secret from here on; returns what was there of it before. What takes no more than before always has.
    mutating func take(_ name: String, _ entry: Entry) throws(KubeError) -> Entry? {
        let before = entries[name]
        let others = entries.reduce(0) { sum, other in
            sum + (other.key != name && other.value.namespace == entry.namespace ? other.value.bytes : 0)
        }
        guard entry.bytes <= before?.bytes ?? 0 || others + entry.bytes <= limit else {
            throw KubeError(
                .other,
                "of the \(limit) bytes that may be kept for the applications of the namespace \(entry.namespace) "
                    + "\(others) are taken by others, and \(entry.bytes) are needed; let charts make fewer keys and "
                    + "certificates, give them to charts by values, or run the controller with a larger --kept-size")
        }
        entries[name] = entry
        return before
    }
}
