import Documents
import Testing

@testable import GitOpsAPI

/// What holds for every record, tried with values that its own schema describes.
@Suite struct RecordPropertyTests {
    /// Those at the top; what they hold is tried with them.
    private static let records: [any Recorded.Type] = [
        GitOpsRepository.Spec.self, GitOpsRepository.Status.self, GitOpsApplication.Spec.self,
        GitOpsApplication.Status.self, GitOpsDeployment.Spec.self, GitOpsDeployment.Status.self,
        GitOpsGreeting.Spec.self, GitOpsGreeting.Status.self, GitOpsWindow.Spec.self, GitOpsWindow.Status.self,
        GitOpsEnvironment.Spec.self,
        GitOpsEnvironment.Status.self, GitOpsEnvironment.Rules.self,
        GitOpsReceiver.Spec.self, GitOpsReceiver.Status.self,
        GitOpsPolicy.Spec.self, GitOpsPolicy.Status.self,
    ]

    @Test("what is read is written again, and what was written reads and writes the same", arguments: records.indices)
    func roundTrip(_ index: Int) throws {
        for seed in 0..<300 { try Self.roundTrip(Self.records[index], seed: UInt64(seed)) }
    }

    @Test("an error names the place of what is wrong", arguments: records.indices)
    func damage(_ index: Int) throws {
        let tried = try (0..<300).count { try Self.damage(Self.records[index], seed: UInt64($0)) }
        #expect(tried >= 200, "few values had something to damage")
    }

    @Test("the values that are tried use every member", arguments: records.indices)
    func coverage(_ index: Int) throws {
        let schema = Self.records[index].fieldSchema
        var used: Set<String> = []
        for seed in 0..<300 {
            var sample = RandomSample(seed: UInt64(seed))
            used.formUnion(SchemaWalk.paths(of: try sample.value(schema), schema, at: ""))
        }
        #expect(used == SchemaWalk.paths(of: schema, at: ""))
    }

    private static func roundTrip<R: Recorded>(_: R.Type, seed: UInt64) throws {
        var sample = RandomSample(seed: seed)
        let value = try sample.value(R.fieldSchema)
        let root = try R(field: value)
        let written = root.fieldValue
        #expect(lost(from: value, in: written, R.fieldSchema, at: "") == [], "seed \(seed)")
        #expect(try R(field: written) == root, "seed \(seed)")
        #expect(try R(field: written).fieldValue.json() == written.json(), "seed \(seed)")
    }

    /// False where there was nothing to damage.
    private static func damage<R: Recorded>(_: R.Type, seed: UInt64) throws -> Bool {
        var sample = RandomSample(seed: seed)
        let value = try sample.value(R.fieldSchema)
        guard let damage = sample.damaged(value, R.fieldSchema, at: "spec") else { return false }
        #expect("seed \(seed): \(damage.place) of \(damage.value.json())") {
            try R.record.read(damage.value, at: "spec")
        } throws: {
            ($0 as? APIError)?.field == damage.place
        }
        return true
    }

    /// The places of values that are not there any more, or are others. A default may be left out with all around it, and so may counts
    /// that are all 0; that they read as the same is tried besides.
    private static func lost(from value: Value, in written: Value?, _ schema: Schema, at place: String) -> [String] {
        switch (schema.content, value) {
        case (.object(let properties), .object(let members)):
            return properties.flatMap { property in
                // Made from other members, so that no value of its own survives.
                guard let member = members[property.name], property.name != "shortRevision" else { return [String]() }
                return lost(from: member, in: written?[property.name], property.schema, at: "\(place).\(property.name)")
            }
        case (.list(let element, _, _), .array(let elements)):
            guard written?.array?.count == elements.count else { return [place] }
            return elements.indices.flatMap {
                lost(from: elements[$0], in: written?.array?[$0], element, at: "\(place)[\($0)]")
            }
        default:
            let isLeftOut = written == nil && (schema.defaultValue == value || value == 0)
            return written == value || isLeftOut ? [] : [place]
        }
    }
}
