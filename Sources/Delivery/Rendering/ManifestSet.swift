package import Digests
package import Directives
package import Documents
package import Origins

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

    /// One that stands in no file.
    ///
    /// - Parameter place: where it comes from, in place of a file.
    package init(_ value: Value, id: ObjectID, place: String) { self.init(value, id: id, file: place, line: 1) }

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

/// An object that is not part of what is to be there, but does something at certain moments.
package struct Hook: Sendable {
    /// As its manifest names it; of one that the server is to name what its name begins with.
    package let id: ObjectID
    /// Whether it has `metadata.generateName` and no name.
    package let isNameGenerated: Bool
    /// What it is, or why nothing can be made of it.
    package let manifest: Result<Manifest, RenderError>
    package let role: HookRole
    /// Hooks of one moment go by wave, the least first.
    package let wave: Int32

    init(
        id: ObjectID, isNameGenerated: Bool, manifest: Result<Manifest, RenderError>, role: HookRole, wave: Int32
    ) {
        self.id = id
        self.isNameGenerated = isNameGenerated
        self.manifest = manifest
        self.role = role
        self.wave = wave
    }

    /// The same, told to be from one of several sources.
    func placed(in source: String) -> Hook {
        Hook(
            id: id, isNameGenerated: isNameGenerated, manifest: manifest.map { $0.placed(in: source) }, role: role,
            wave: wave)
    }

    fileprivate var digestText: String {
        switch manifest {
        case .success(let manifest): manifest.digest.hex
        case .failure(let error): error.description
        }
    }

    /// What it takes in memory, roughly.
    var cost: Int { 256 + ((try? manifest.get().cost) ?? 0) }
}

/// All objects of one render.
package struct ManifestSet: Sendable {
    /// In the order of their files' paths, then of their place in the file.
    package let manifests: [Manifest]
    /// Equal digests mean the same objects and hooks in the same order; hooks that never run do not count.
    package let digest: Digest
    /// What is not applied with the others, but at moments of its own.
    package let hooks: [Hook]
    /// Where the fields of those objects come from of which that was asked.
    package let origins: [ObjectOrigin]

    package init(_ manifests: [Manifest], hooks: [Hook] = [], origins: [ObjectOrigin] = []) {
        self.manifests = manifests
        self.origins = origins
        self.hooks = hooks
        var builder = Digest.Builder()
        for manifest in manifests { builder.add(manifest.digest.hex) }
        for hook in hooks where !hook.role.moments.isEmpty { builder.add("hook \(hook.digestText)") }
        digest = builder.finish()
    }

    private init(_ other: ManifestSet, adding hooks: [Hook]) {
        manifests = other.manifests
        origins = other.origins
        digest = other.digest
        self.hooks = other.hooks + hooks
    }

    /// The same with hooks that no source has. What the sources say stays the same, and the digest with it.
    package func adding(hooks: [(manifest: Value, role: HookRole)], place: String) -> ManifestSet {
        ManifestSet(
            self,
            adding: hooks.compactMap { value, role in
                value.objectID.map { id in
                    let manifest = Manifest(value, id: id, file: place, line: 1)
                    return Hook(id: id, isNameGenerated: false, manifest: .success(manifest), role: role, wave: 0)
                }
            })
    }

    /// The same with another object besides.
    package func adding(_ manifest: Manifest) -> ManifestSet { ManifestSet(manifests + [manifest], hooks: hooks) }

    var cost: Int { manifests.reduce(256) { $0 + $1.cost } + hooks.reduce(0) { $0 + $1.cost } }
}
