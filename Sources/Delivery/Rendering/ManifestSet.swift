package import Digests
package import Documents

/// One object to apply, and where it was written.
///
/// The object is kept as JSON, a tenth of what the value takes: thousands of manifests wait in the render cache, and most
/// are only ever compared by digest.
package struct Manifest: Sendable {
    package let id: ObjectID
    /// Of the object; the order of keys makes no difference.
    package let digest: Digest
    /// Relative to the tree's root; of one of several sources as `$name/…`.
    package private(set) var file: String
    /// The first line of the document, from 1.
    package let line: Int
    private let json: [UInt8]

    init(_ value: Value, id: ObjectID, file: String, line: Int) {
        self.id = id
        self.file = file
        self.line = line
        json = value.jsonBytes()
        digest = .of(value)
    }

    /// The object, made anew by each access.
    package var value: Value {
        guard let value = try? JSON.parse(json, limits: .response) else {
            preconditionFailure("what a manifest has written as JSON can be read")
        }
        return value
    }

    /// The same, told to be from one of several sources.
    func placed(in source: String) -> Manifest {
        var manifest = self
        manifest.file = "$\(source)/\(file)"
        return manifest
    }

    /// What it takes in memory, roughly.
    var cost: Int { json.count + 384 }
}

/// An object that belongs to certain moments, as its chart says.
package struct Hook: Sendable {
    package let kind: String
    /// Empty where the server is to make one.
    package let name: String
    /// What it is, or why nothing can be made of it.
    package let manifest: Result<Manifest, RenderError>
    /// The moments in Helm's words, for instance `pre-install`.
    package let events: [String]
    /// Hooks of one moment go by weight, the least first.
    package let weight: Int
    /// The words of `helm.sh/hook-delete-policy`.
    package let deletePolicies: [String]

    /// The same, told to be from one of several sources.
    func placed(in source: String) -> Hook {
        Hook(
            kind: kind, name: name, manifest: manifest.map { $0.placed(in: source) }, events: events, weight: weight,
            deletePolicies: deletePolicies)
    }

    /// What it takes in memory, roughly.
    var cost: Int { 256 + ((try? manifest.get().cost) ?? 0) }
}

extension Hook: CustomStringConvertible {
    /// For people: what it is, and when.
    package var description: String { "\(kind) \(name) (\(events.joined(separator: ", ")))" }
}

/// All objects of one render.
package struct ManifestSet: Sendable {
    /// In the order of their files' paths, then of their place in the file.
    package let manifests: [Manifest]
    /// Equal digests mean the same objects in the same order; hooks do not count.
    package let digest: Digest
    /// What is not applied with the others, but at moments of its own.
    package let hooks: [Hook]

    package init(_ manifests: [Manifest], hooks: [Hook] = []) {
        self.manifests = manifests
        self.hooks = hooks
        var builder = Digest.Builder()
        for manifest in manifests { builder.add(manifest.digest.hex) }
        digest = builder.finish()
    }

    var cost: Int { manifests.reduce(256) { $0 + $1.cost } + hooks.reduce(0) { $0 + $1.cost } }
}
