/// Reads the tables of `StandardFields`.
enum FieldTable {
    static func specs(_ table: String) -> [FieldSpec] { table.split(separator: "\n").map { spec($0) } }

    /// Lines that end in a colon begin a new kind, and those below them are its referrers.
    static func references(_ table: String) -> [NameReference] {
        var references: [NameReference] = []
        for line in table.split(separator: "\n") {
            if line.hasSuffix(":") {
                let target = kind(line.dropLast())
                references.append(
                    NameReference(group: target.group, version: target.version, kind: target.kind, referrers: []))
            } else if !references.isEmpty {
                references[references.count - 1].referrers.append(spec(line))
            }
        }
        return references
    }

    private static func spec(_ line: Substring) -> FieldSpec {
        let words = line.split(separator: " ")
        let kind = kind(words.first ?? "*")
        return FieldSpec(
            group: kind.group, version: kind.version, kind: kind.kind,
            path: words.dropFirst().first.map(String.init) ?? "",
            create: words.last == "create")
    }

    /// `Kind/version@group`
    private static func kind(_ text: Substring) -> (group: String, version: String, kind: String) {
        let parts = text.split(separator: "@", maxSplits: 1)
        let names = (parts.first ?? "").split(separator: "/", maxSplits: 1)
        let kind = names.first.map(String.init) ?? ""
        return (
            parts.count > 1 ? String(parts[1]) : "", names.count > 1 ? String(names[1]) : "", kind == "*" ? "" : kind
        )
    }
}
