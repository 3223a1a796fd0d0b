import Documents

/// How a kustomization is rendered: what an application says besides the files.
///
/// The overrides count as a kustomization that has the application's path as its only resource. Names are those of
/// kustomization files.
package struct OverlayOptions: Sendable, Hashable {
    /// Where the files may lie that a kustomization names.
    package enum LoadRestrictor: String, Sendable, Hashable, CaseIterable {
        /// Anywhere in the tree.
        case anywhere = "None"
        /// In or below the directory of the kustomization that names them.
        case rootOnly = "RootOnly"
    }

    /// Another name, tag or digest for an image. What is empty stays as it is.
    package struct Image: Sendable, Hashable {
        package var name: String
        package var newName: String
        package var newTag: String
        package var digest: String

        package init(name: String, newName: String = "", newTag: String = "", digest: String = "") {
            self.name = name
            self.newName = newName
            self.newTag = newTag
            self.digest = digest
        }
    }

    /// How many replicas the workload of a name has.
    package struct Replica: Sendable, Hashable {
        package var name: String
        package var count: Int

        package init(name: String, count: Int) {
            self.name = name
            self.count = count
        }
    }

    /// A strategic merge patch, or a JSON patch, as text.
    package struct Patch: Sendable, Hashable {
        package var patch: String
        /// The fields of a selector: `kind`, `name`, `labelSelector`, …; nil where the patch says itself what it is for.
        package var target: [String: String]?
        package var allowNameChange = false
        package var allowKindChange = false

        package init(patch: String, target: [String: String]? = nil) {
            self.patch = patch
            self.target = target
        }
    }

    package var namePrefix = ""
    package var nameSuffix = ""
    package var namespace = ""
    package var images: [Image] = []
    package var replicas: [Replica] = []
    /// For the objects themselves, not for selectors and Pods.
    package var labels: [String: String] = [:]
    /// For the objects themselves, not for Pods.
    package var annotations: [String: String] = [:]
    package var patches: [Patch] = []
    /// Directories, relative to the kustomization's.
    package var components: [String] = []
    package var loadRestrictor = LoadRestrictor.anywhere

    package init() {}
}

extension OverlayOptions {
    /// The overrides as the fields of a kustomization; nil where there are none.
    var kustomization: Value? {
        var fields = Object()
        for (name, text) in [("namePrefix", namePrefix), ("nameSuffix", nameSuffix), ("namespace", namespace)]
        where !text.isEmpty { fields[name] = .string(text) }
        let lists: [(String, [Value])] = [
            ("images", images.map(\.fields)),
            ("replicas", replicas.map { ["name": .string($0.name), "count": .integer($0.count)] }),
            ("patches", patches.map(\.fields)), ("components", components.map(Value.string)),
        ]
        for (name, elements) in lists where !elements.isEmpty { fields[name] = .array(elements) }
        if !labels.isEmpty { fields["labels"] = [["pairs": OverlayOptions.value(labels)]] }
        if !annotations.isEmpty { fields["transformers"] = [.string(annotationsTransformer)] }
        return fields.isEmpty ? nil : .object(fields)
    }

    /// `commonAnnotations` would annotate Pods, too, and restart them with each change.
    private var annotationsTransformer: String {
        let transformer: Value = [
            "apiVersion": "builtin", "kind": "AnnotationsTransformer", "metadata": ["name": "annotations"],
            "annotations": OverlayOptions.value(annotations),
            "fieldSpecs": [["path": "metadata/annotations", "create": true]],
        ]
        return String(decoding: transformer.jsonBytes(), as: UTF8.self)
    }

    fileprivate static func value(_ texts: [String: String]) -> Value {
        .object(Object(texts.sorted { $0.key < $1.key }.map { ($0.key, .string($0.value)) }))
    }

    /// All that two renders of the same files must have in common to come out the same, for a digest.
    var parts: [String] {
        let overrides = (kustomization ?? .null).jsonBytes(sortedKeys: true)
        return [String(decoding: overrides, as: UTF8.self), loadRestrictor.rawValue]
    }
}

extension OverlayOptions.Image {
    fileprivate var fields: Value {
        var fields: Value = ["name": .string(name)]
        for (key, text) in [("newName", newName), ("newTag", newTag), ("digest", digest)] where !text.isEmpty {
            fields[key] = .string(text)
        }
        return fields
    }
}

extension OverlayOptions.Patch {
    fileprivate var fields: Value {
        var fields: Value = ["patch": .string(patch)]
        if let target { fields["target"] = OverlayOptions.value(target) }
        if allowNameChange || allowKindChange {
            fields["options"] = ["allowNameChange": .bool(allowNameChange), "allowKindChange": .bool(allowKindChange)]
        }
        return fields
    }
}
