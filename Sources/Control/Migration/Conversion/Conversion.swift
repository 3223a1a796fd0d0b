package import Documents
internal import GitOpsAPI

/// The tools whose objects become ours.
package enum MigratedTool: String, Sendable, Hashable, CaseIterable {
    case argocd
    case flux
}

/// What becomes of the objects of another tool.
package struct Conversion: Sendable {
    package var applications: [ConvertedApplication] = []
    package var repositories: [ConvertedRepository] = []
    package var secrets: [ConvertedSecret] = []
    /// What makes or applies objects of the tool, and so would undo what is done to these: it is stopped first, and is not
    /// migrated itself.
    package var parents: [ObjectID] = []
    package var notes: [MigrationNote] = []

    /// Whether something keeps an object of theirs from becoming ours.
    package func isBlocked(_ origin: ObjectID) -> Bool {
        notes.contains { $0.severity == .blocks && $0.object == origin }
    }
}

/// An application of ours, and whose it was. Its specification is one that the server takes.
package struct ConvertedApplication: Sendable, Hashable {
    package var origin: ObjectID
    package var key: ObjectKey
    package var spec: Value
    package var labels: [String: String]
    /// What theirs says that it manages; nil where it does not say.
    package var managed: Set<ObjectID>?
}

/// A repository of ours, for one or more of their objects.
package struct ConvertedRepository: Sendable, Hashable {
    package var origins: Set<ObjectID>
    package var key: ObjectKey
    package var spec: Value
}

/// Credentials in the words of ours, in the namespace where theirs are.
package struct ConvertedSecret: Sendable {
    package var key: ObjectKey
    /// As the server takes it, in base64.
    var data: Object
}

/// What a migration writes onto objects of ours.
enum MigrationMarks {
    /// An annotation: of what an object was made.
    static let origin = "\(APIGroup.name)/migrated-from"
    /// That a migration has made it.
    static let labels = ["\(APIGroup.name)/migrated": "true"]
    static let selector = "\(APIGroup.name)/migrated=true"
}

extension ConvertedApplication {
    /// As it is written into files, and sent to the server.
    package var manifest: Value {
        var ordered = spec.ordered(by: Self.order)
        if let source = spec["source"] { ordered["source"] = source.ordered(by: Self.orderOfSource) }
        if let sources = spec["sources"]?.array {
            ordered["sources"] = .array(sources.map { $0.ordered(by: Self.orderOfSource) })
        }
        return Value.ours(GitOpsApplication.kind, key, labels: labels, from: "\(origin)", spec: ordered)
    }

    /// As people write it; what is not named comes last.
    private static let order = ["source", "sources", "destination", "sync", "health", "dependsOn", "ignoreDifferences"]
    private static let orderOfSource = ["name", "repositoryRef", "revision", "path", "type", "directory"]
}

extension ConvertedRepository {
    /// As it is written into files, and sent to the server.
    package var manifest: Value {
        Value.ours(
            GitOpsRepository.kind, key, labels: [:], from: origins.map(\.description).sorted().first ?? "",
            spec: spec)
    }
}

extension ConvertedSecret {
    /// As it is sent to the server.
    var manifest: Value {
        [
            "apiVersion": "v1", "kind": "Secret",
            "metadata": [
                "name": .string(key.name), "namespace": .string(key.namespace),
                "labels": .object(Object(MigrationMarks.labels.map { ($0.key, .string($0.value)) })),
            ], "data": .object(data),
        ]
    }
}

extension Value {
    fileprivate static func ours(
        _ kind: String, _ key: ObjectKey, labels: [String: String], from origin: String, spec: Value
    ) -> Value {
        var metadata: Object = ["name": .string(key.name)]
        if !key.namespace.isEmpty { metadata["namespace"] = .string(key.namespace) }
        let all = labels.merging(MigrationMarks.labels) { _, ours in ours }.sorted { $0.key < $1.key }
        metadata["labels"] = .object(Object(all.map { ($0.key, .string($0.value)) }))
        metadata["annotations"] = [MigrationMarks.origin: .string(origin)]
        return [
            "apiVersion": .string(APIGroup.apiVersion), "kind": .string(kind), "metadata": .object(metadata),
            "spec": spec,
        ]
    }

    /// The same members, those that are named first.
    fileprivate func ordered(by names: [String]) -> Value {
        guard let members = object else { return self }
        let first = names.compactMap { name in members[name].map { (name, $0) } }
        return .object(Object(first + members.filter { !names.contains($0.key) }.map { ($0.key, $0.value) }))
    }
}
