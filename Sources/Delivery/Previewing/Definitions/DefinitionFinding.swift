package import Documents

/// What a changed CustomResourceDefinition does to objects that are there, or are written as before.
package struct DefinitionFinding: Sendable, Hashable {
    package var impact: Impact
    /// `versions[name=v1].spec.size`: in the version's schema; or only the version.
    package var path: String
    /// `is required now`
    package var words: String
    /// The version that it is about; empty for the definition as a whole.
    package var version = ""
    /// Where in objects it is about something.
    var way: [StoredStep] = []
    /// What of stored objects it is about; nil where it is about the definition alone.
    var test: StoredTest?

    /// What a new definition takes away from an old one, in the order of the old one; at most 100.
    package static func between(_ old: Value, _ new: Value) -> [DefinitionFinding] {
        var comparison = DefinitionComparison()
        comparison.compare(old, new)
        return comparison.findings
    }
}

private struct DefinitionComparison {
    var findings: [DefinitionFinding] = []
    /// How many schemas may be looked at, of all versions.
    private var left = 100_000
    private static let mostFindings = 100
    private static let deepest = 64
    /// What is compared now: a version, and where in its objects.
    private var version = ""
    private var way: [StoredStep] = []

    init() {}

    mutating func compare(_ old: Value, _ new: Value) {
        if old.at("spec", "scope") != new.at("spec", "scope") {
            note("spec.scope", "changes, which the server refuses")
        }
        if old.at("spec", "names", "kind") != new.at("spec", "names", "kind") { note("spec.names.kind", "changes") }
        let after = DefinitionComparison.versions(of: new)
        for (name, before) in DefinitionComparison.versions(of: old) {
            let path = "versions[name=\(name)]"
            version = name
            let isWritten = StoredTest.isWritten(in: "\(old.at("spec", "group")?.string ?? "")/\(name)")
            guard let now = after.first(where: { $0.name == name })?.version else {
                if before["served"]?.bool != false || before["storage"]?.bool == true {
                    note(path, "is removed", isWritten)
                }
                continue
            }
            if before["served"]?.bool != false, now["served"]?.bool == false {
                note(path, "is served no more", isWritten)
            }
            if before["storage"]?.bool != true, now["storage"]?.bool == true {
                note(path, "becomes the version that objects are stored in", impact: .high)
            }
            guard now["served"]?.bool != false else { continue }
            compare(schema: schema(before, of: old), schema(now, of: new), at: path, depth: 0)
        }
    }

    private static func versions(of definition: Value) -> [(name: String, version: Value)] {
        let versions = (definition.at("spec", "versions")?.array ?? []).map { ($0["name"]?.string ?? "", $0) }
        guard versions.isEmpty, let name = definition.at("spec", "version")?.string else { return versions }
        return [(name, ["name": .string(name), "served": true, "storage": true])]
    }

    /// Also where v1beta1 had it.
    private func schema(_ version: Value, of definition: Value) -> Value? {
        version.at("schema", "openAPIV3Schema") ?? definition.at("spec", "validation", "openAPIV3Schema")
    }

    private mutating func note(
        _ path: String, _ words: String, _ test: StoredTest? = nil, impact: Impact = .critical
    ) {
        guard findings.count < Self.mostFindings else { return }
        findings.append(
            DefinitionFinding(
                impact: impact, path: path.cut(to: 500).visible, words: words, version: version, way: way, test: test))
    }

    // MARK: Schemas

    private mutating func compare(schema old: Value?, _ new: Value?, at path: String, depth: Int) {
        left -= 1
        guard left > 0, depth < Self.deepest, let new, old != new else { return }
        guard let old else { return note(path, "has a schema now, where anything was allowed", .isThere) }
        for narrowing in SchemaNarrowing.between(old, new) { note(path, narrowing.words, narrowing.test) }
        compareProperties(old, new, at: path, depth: depth)
        if old["items"] != nil || new["items"] != nil {
            below(.elements) { $0.compare(schema: old["items"], new["items"], at: "\(path)[]", depth: depth + 1) }
        }
    }

    private mutating func below(_ step: StoredStep, _ body: (inout Self) -> Void) {
        way.append(step)
        body(&self)
        way.removeLast()
    }

    private mutating func compareProperties(_ old: Value, _ new: Value, at path: String, depth: Int) {
        let (before, after) = (old["properties"]?.object ?? Object(), new["properties"]?.object ?? Object())
        let others = new["additionalProperties"]
        let takesOthers = SchemaNarrowing.isOpen(new)
        for (name, schema) in before {
            let way = "\(path).\(name)"
            below(.field(name)) { comparison in
                if let now = after[name] {
                    comparison.compare(schema: schema, now, at: way, depth: depth + 1)
                } else if others?.object != nil {
                    comparison.compare(schema: schema, others, at: way, depth: depth + 1)
                } else if !takesOthers {
                    comparison.note(way, "is removed", .isThere)
                }
            }
        }
        for name in required(new).subtracting(required(old)).sorted() where after[name]?["default"] == nil {
            note("\(path).\(name)", "is required now", .lacks(name))
        }
        if let schema = old["additionalProperties"], schema.object != nil, others?.object != nil {
            below(.values) { $0.compare(schema: schema, others, at: "\(path).*", depth: depth + 1) }
        } else if SchemaNarrowing.isOpen(old), !takesOthers {
            note(
                path, "takes no fields besides those that it names any more",
                .hasOthers(than: Set(after.map(\.key))))
        }
    }

    private func required(_ schema: Value) -> Set<String> {
        Set((schema["required"]?.array ?? []).compactMap(\.string))
    }
}
