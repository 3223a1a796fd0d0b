internal import Digests
internal import Documents
internal import GitOpsAPI

/// What was there before one of theirs was migrated, or stopped: all that is needed to go back.
package struct MigrationRecord: Sendable, Hashable {
    var tool: MigratedTool
    /// Theirs.
    var origin: ObjectState
    /// The application that it has become; nil for what is only stopped.
    var ours: ObjectKey?
    /// What that took over.
    var objects: [ObjectState]

    static let label = "\(APIGroup.name)/migration"
    private static let entry = "record.json"
    /// A server takes a ConfigMap of a megabyte.
    private static let bytesOfPart = 700 << 10
    /// Seventy megabytes of marks: more is not one application's.
    static let mostParts = 100

    /// The name of its ConfigMaps, but for the number.
    static func name(of origin: ObjectID) -> String {
        "martlet-migration-\(Digest.of(origin.description).hex.prefix(20))"
    }

    // MARK: As ConfigMaps

    /// All of them; the first, which says how many there are, is to be written last.
    /// Nil where that is too much.
    var configMaps: [Value]? {
        var parts: [[Value]] = [[]]
        var bytes = 0
        for object in objects {
            let size = object.document.jsonBytes().count
            if bytes + size > Self.bytesOfPart, !(parts.last?.isEmpty ?? true) {
                parts.append([])
                bytes = 0
            }
            parts[parts.count - 1].append(object.document)
            bytes += size
        }
        guard parts.count < Self.mostParts else { return nil }
        var head: Object = ["origin": origin.document, "parts": .integer(parts.count)]
        if let ours { head["ours"] = .string(ours.name) }
        return [configMap(0, .object(head))]
            + parts.enumerated().map { configMap($0 + 1, ["objects": .array($1)]) }
    }

    private func configMap(_ number: Int, _ content: Value) -> Value {
        [
            "apiVersion": "v1", "kind": "ConfigMap",
            "metadata": [
                "name": .string("\(Self.name(of: origin.id))-\(number)"), "namespace": .string(origin.key.namespace),
                "labels": [Self.label: .string(tool.rawValue)],
            ], "data": [Self.entry: .string(content.json())],
        ]
    }

    /// How many ConfigMaps follow the first of a record; nil where that is none.
    static func parts(after head: Value) -> Int? {
        content(of: head)?["parts"]?.integer.flatMap { (0...mostParts).contains($0) ? $0 : nil }
    }

    private static func content(of map: Value) -> Value? {
        map.at("data", entry)?.string.flatMap { try? JSON.parse(Array($0.utf8), limits: .file) }
    }

    /// Nil where the ConfigMaps are no record. Whoever may write a namespace's ConfigMaps says with one nothing of other
    /// namespaces' applications.
    init?(_ tool: MigratedTool, head: Value, parts: [Value]) {
        guard let content = Self.content(of: head), let origin = content["origin"].flatMap(ObjectState.init(document:)),
            origin.key.namespace == head.namespace, head.name == "\(Self.name(of: origin.id))-0",
            tool.migrates(origin.id.groupKind), origin.changes(TheirControl.fields(of: origin.id.groupKind))
        else { return nil }
        self.tool = tool
        self.origin = origin
        ours = content["ours"]?.string.map { ObjectKey(namespace: origin.key.namespace, name: $0) }
        objects = []
        for part in parts {
            guard let content = Self.content(of: part), let documents = content["objects"]?.array else { return nil }
            objects += documents.compactMap(ObjectState.init(document:)).filter { $0.changes([]) }
        }
    }

    init(_ tool: MigratedTool, origin: ObjectState, ours: ObjectKey?, objects: [ObjectState]) {
        self.tool = tool
        self.origin = origin
        self.ours = ours
        self.objects = objects
    }
}

extension MigratedTool {
    /// Whether objects of a kind become ours, or are stopped.
    func migrates(_ kind: GroupKind) -> Bool {
        switch self {
        case .argocd: kind.group == ArgoApplication.group && ["Application", "ApplicationSet"].contains(kind.kind)
        case .flux:
            kind == GroupKind(group: FluxKustomization.group, kind: "Kustomization")
                || kind == GroupKind(group: FluxRelease.group, kind: "HelmRelease")
        }
    }
}
