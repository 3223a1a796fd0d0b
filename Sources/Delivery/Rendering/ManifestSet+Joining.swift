import Documents
import Origins

extension ManifestSet {
    /// The objects of several sources as one set. Of a single source it is that one's set.
    ///
    /// Throws where two sources have the same object; `namespace` is that of objects which name none.
    package static func joined(
        _ sets: [(source: String, manifests: ManifestSet)], namespace: String
    ) throws(RenderError) -> ManifestSet {
        try joined(sets, namespace: namespace, bounds: .standard)
    }

    static func joined(
        _ sets: [(source: String, manifests: ManifestSet)], namespace: String, bounds: RenderBounds
    ) throws(RenderError) -> ManifestSet {
        if let only = sets.first, sets.count == 1, only.source.isEmpty { return only.manifests }
        var manifests: [Manifest] = []
        var places: [ObjectID: (source: String, manifest: Manifest)] = [:]
        for (source, set) in sets {
            for manifest in set.manifests {
                let id = manifest.id.placed(in: namespace)
                if let first = places.updateValue((source, manifest), forKey: id), first.source != source {
                    throw RenderError(
                        .duplicate,
                        "\(manifest.id) is in the source '\(first.source)' (\(first.manifest.place)) and in the source "
                            + "'\(source)' (\(manifest.place)); remove it from one of them")
                }
                manifests.append(manifest.placed(in: source))
            }
        }
        let hooks = sets.flatMap { source, set in set.hooks.map { $0.placed(in: source) } }
        try bounds.check(manifests, besides: hooks)
        let origins = sets.flatMap { source, set in set.origins.map { $0.placed(in: source) } }
        return ManifestSet(manifests, hooks: hooks, origins: origins)
    }
}

extension RenderBounds {
    fileprivate func check(_ manifests: [Manifest], besides hooks: [Hook]) throws(RenderError) {
        guard manifests.count + hooks.count <= objects else {
            throw RenderError(.limit, "the sources have more than \(objects) objects together; split the application")
        }
        guard manifests.reduce(0, { $0 + $1.cost }) + hooks.reduce(0, { $0 + $1.cost }) <= bytes else {
            throw RenderError(
                .limit, "the sources render to more than \(bytes) bytes together; split the application")
        }
    }
}

extension Manifest {
    fileprivate var place: String { "\(file):\(line)" }
}

extension ObjectID {
    fileprivate func placed(in home: String) -> ObjectID {
        ObjectID(group: group, kind: kind, namespace: namespace.isEmpty ? home : namespace, name: name)
    }
}
