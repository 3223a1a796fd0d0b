internal import Documents
internal import KubeModel
internal import Observing

/// What servers before 1.21 leave of a mapping that the source has dropped: they take the fields away that we hold, and
/// leave the mapping, without what it needs. A probe, a backend or a reference that is left out is refused for that.
extension Leftovers {
    /// JSON patches, of which the first that is accepted will do: one takes away the mappings that the source has dropped,
    /// the other also puts beside them what the source has instead. None where not everything that the server names has to
    /// do with these: nothing goes of an object that is refused anyway.
    func removals(in live: Value, refusedFor causes: [KubeError.Cause]) -> [Value] {
        let entries = FieldsEntry.all(of: live)
        guard let own = entries.first(where: { $0.isApplied(by: manager) }), own.version == manifest.apiVersion else {
            return []
        }
        let others = entries.filter { $0.manager != manager }.map(\.fields)
        let dropped = Scene(live: live, manifest: manifest, own: own.fields, others: others).dropped
        let paths = causes.map { Leftovers.path($0.field) }
        let guilty = dropped.filter { mapping in paths.contains(where: mapping.explains) }
        guard !guilty.isEmpty, paths.allSatisfy({ path in guilty.contains { $0.explains(path) } }) else { return [] }
        let removals = guilty.map { Leftovers.operation("remove", $0.path, nil) }
        let additions = guilty.flatMap(\.instead).map { Leftovers.operation("add", $0.path, $0.value) }
        let version = live.at("metadata", "resourceVersion").map {
            Leftovers.operation("replace", ["metadata", "resourceVersion"], $0)
        }
        let patch = removals + [version].compactMap(\.self)
        return additions.isEmpty ? [.array(patch)] : [.array(patch), .array(additions + patch)]
    }

    private static func operation(_ name: String, _ path: [String], _ value: Value?) -> Value {
        var operation: Value = ["op": .string(name), "path": .string(Pointer(tokens: path).description)]
        operation["value"] = value
        return operation
    }

    /// A mapping that the source has dropped.
    private struct Dropped {
        var path: [String]
        /// What the source has beside it and the object does not.
        var instead: [(path: [String], value: Value)]

        /// Whether a field that a server names is in it, or is what holds it.
        func explains(_ named: [String]) -> Bool {
            func agree(_ here: ArraySlice<String>) -> Bool {
                zip(here, named).allSatisfy { $0 == $1 || ($1 == Leftovers.anyElement && Int($0) != nil) }
            }
            let isInIt = named.count >= path.count && agree(path[...])
            return isInIt || (named.count == path.count - 1 && named.count > 1 && agree(path.dropLast()))
        }
    }

    /// A place in the object, as the source, we and others have it.
    private struct Scene {
        var path: [String] = []
        var live: Value?
        var manifest: Value?
        var own: Object
        var others: [Object]

        /// The outermost mappings below that we hold parts of, nobody else does, and the source has no more.
        var dropped: [Dropped] {
            var found: [Dropped] = []
            for (field, below) in own.sortedByKey() where field != "." {
                let there = step(field, below)
                guard there.manifest?.isNull ?? true else {
                    found += there.dropped
                    continue
                }
                guard field.hasPrefix("f:"), there.live?.object != nil, there.others.isEmpty else { continue }
                found.append(Dropped(path: there.path, instead: instead))
            }
            return found
        }

        private func step(_ field: String, _ below: Value) -> Scene {
            let (token, live) = OwnedFields.step(field, in: live)
            return Scene(
                path: path + [token], live: live, manifest: OwnedFields.step(field, in: manifest).value,
                own: below.object ?? Object(), others: others.compactMap { $0[field]?.object })
        }

        private var instead: [(path: [String], value: Value)] {
            (manifest?.object ?? Object()).filter { !$1.isNull && live?[$0] == nil }.map {
                (path + [$0], $1.withoutNulls)
            }
        }
    }
}
