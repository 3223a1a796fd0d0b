/// Rights as `kubectl auth can-i --list` and docs/security.md tell them: verbs, by what they are for.
struct RightsTable: Hashable, Sendable {
    struct Subject: Hashable, Sendable, CustomStringConvertible {
        /// `resource.group`, or a path of the server's.
        var resource: String
        /// Sorted; empty for all.
        var names: [String]

        var description: String { names.isEmpty ? resource : "\(resource) named \(names.joined(separator: ", "))" }
    }

    private(set) var verbs: [Subject: Set<String>] = [:]

    /// Such as `leases.coordination.k8s.io named martlet-controller: get update`; to be compared and shown.
    var lines: Set<String> { Set(verbs.map { "\($0.key): \($0.value.sorted().joined(separator: " "))" }) }

    mutating func add(_ resource: String, names: [String], verbs more: [String]) {
        verbs[Subject(resource: resource, names: names.sorted()), default: []].formUnion(more)
    }

    /// Without what another table has of the same.
    func without(_ other: RightsTable) -> RightsTable {
        var rest = RightsTable()
        rest.verbs = verbs.filter { other.verbs[$0.key] != $0.value }
        return rest
    }

    // MARK: Reading

    /// What `kubectl auth can-i --list` prints: resources, paths, names and verbs, the last three in brackets.
    init(listing: String) {
        for row in listing.matches(of: /^(\S*) +\[(.*?)\] +\[(.*?)\] +\[(.*?)\]$/.anchorsMatchLineEndings()) {
            let resource = row.output.1.isEmpty ? row.output.2 : row.output.1
            add(String(resource), names: Self.words(row.output.3), verbs: Self.words(row.output.4))
        }
    }

    /// The rows of the first table after a heading of docs/security.md, of those that apply there.
    init(document: String, heading: String, where applies: (String) -> Bool) {
        let section = document.section(under: "\n### \(heading)\n")
        for row in section.matches(of: Self.row) {
            let (_, group, resource, names, verbs, place, _) = row.output
            guard applies(String(place)) else { continue }
            // As kubectl writes it: resource.group/subresource.
            let parts = resource.split(separator: "/", maxSplits: 1).map(String.init)
            let grouped = [group == "core" ? parts[0] : "\(parts[0]).\(group)"] + parts.dropFirst()
            add(grouped.joined(separator: "/"), names: Self.words(names), verbs: Self.words(verbs))
        }
    }

    private init() {}

    private static var row: Regex<(Substring, Substring, Substring, Substring, Substring, Substring, Substring)> {
        /^\| `?([^|`]+)`? \| `([^|]+)` \| `?([^|`]*?)`? *\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/.anchorsMatchLineEndings()
    }

    private static func words(_ text: Substring) -> [String] {
        text.split { $0 == " " || $0 == "," || $0 == "`" }.map(String.init)
    }
}

extension String {
    /// What stands between a heading and the next one; empty where it is not there.
    fileprivate func section(under heading: String) -> Substring {
        guard let start = firstRange(of: heading) else { return "" }
        let rest = self[start.upperBound...]
        return rest[..<(rest.firstRange(of: "\n#")?.lowerBound ?? rest.endIndex)]
    }
}
