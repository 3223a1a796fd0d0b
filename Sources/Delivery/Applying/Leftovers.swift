internal import Documents
internal import KubeModel
internal import Observing

/// Fields that the server set of its own accord and that are in the way of what is applied now.
///
/// What a server sets because a manifest says nothing is held by nobody, so no apply takes it away: after `strategy` was
/// left out, `Recreate` is refused for the sake of a `rollingUpdate` that nobody wrote; lower limits for the sake of the
/// requests that the former ones became. Where the server refuses an object, the fields that it names, or else those beside
/// them, are made ours if they are nobody's and the manifest has none of them: so the same apply takes them away.
struct Leftovers {
    let manager: String
    let manifest: Value

    /// What `managedFields` is to be, before the manifest is applied again; nil where nothing is in the way.
    func managedFields(of live: Value, refusedFor causes: [KubeError.Cause]) -> Value? {
        var entries = FieldsEntry.all(of: live)
        guard let own = entries.firstIndex(where: { $0.isApplied(by: manager) }),
            entries[own].version == manifest.apiVersion
        else { return nil }
        let start = Place(live: live, manifest: manifest, sets: entries.map(\.fields))
        var claimed = Object()
        for path in Leftovers.paths(causes) {
            var found = start.unheld(along: path[...])
            // Beside the field itself; what is right below spec has nothing to do with it.
            if found.isEmpty, path.count > 2 { found = start.unheld(along: path.dropLast()) }
            claimed = claimed.union(found)
        }
        guard !claimed.isEmpty else { return nil }
        entries[own] = entries[own].with(entries[own].fields.union(claimed))
        return .array(entries.map(\.value))
    }

    /// A JSON patch that puts what the manifest has in place of an empty mapping that is in the way, such as `emptyDir: {}`,
    /// and what is beside it; nil where there is none. For servers before 1.21, whose applies take no such thing away.
    func replacements(in live: Value, refusedFor causes: [KubeError.Cause]) -> Value? {
        let start = Place(live: live, manifest: manifest, sets: FieldsEntry.all(of: live).map(\.fields))
        var replaced: Set<[String]> = []
        var operations: [Value] = []
        for path in Leftovers.paths(causes) where path.count > 2 {
            for place in start.places(along: path.dropLast()) where place.hasEmptyMapping {
                guard let wanted = place.manifest?.object, replaced.insert(place.path).inserted else { continue }
                operations.append([
                    "op": "replace", "path": .string(Pointer(tokens: place.path).description),
                    "value": Value.object(wanted).withoutNulls,
                ])
            }
        }
        guard !operations.isEmpty else { return nil }
        if let version = live.at("metadata", "resourceVersion") {
            operations.append(["op": "replace", "path": "/metadata/resourceVersion", "value": version])
        }
        return .array(operations)
    }

    /// Where the server found something that may be in the way.
    private static func paths(_ causes: [KubeError.Cause]) -> [[String]] {
        let values = causes.filter { $0.reason.isAboutValue && !$0.isImmutability }
        // A whole spec is no place: what is left there was often given to the object for good.
        return values.prefix(Leftovers.causes).map { path($0.field) }.filter { $0.count > 1 && $0[0] == "spec" }
    }

    private static let causes = 8
    static let anyElement = "*"

    /// `spec.volumes[0].configMap` as steps; which element of a list is meant is not told from its place here.
    static func path(_ field: String) -> [String] {
        var path: [String] = []
        var step = ""
        var isInBrackets = false
        func end(_ step: inout String) {
            if !step.isEmpty { path.append(isInBrackets && step.allSatisfy(\.isNumber) ? anyElement : step) }
            step = ""
        }
        for character in field {
            switch character {
            case "[", "]":
                end(&step)
                isInBrackets = character == "["
            case "." where !isInBrackets: end(&step)
            default: step.append(character)
            }
        }
        end(&step)
        return path
    }

    /// A place in the object: what is there, what is to be, and what is below it in each set of fields that has it.
    private struct Place {
        var path: [String] = []
        var live: Value?
        var manifest: Value?
        var sets: [Object]

        /// The fields below a path that nobody holds and the manifest does not have.
        func unheld(along path: ArraySlice<String>) -> Object {
            guard let step = path.first else { return unheld()?.object ?? Object() }
            var found = Object()
            for field in fields(step) {
                let there = at(field)
                let below = path.count == 1 ? there.unheld()?.object : there.unheld(along: path.dropFirst())
                guard let below, path.count == 1 || !below.isEmpty else { continue }
                found[field] = .object(below)
            }
            return found
        }

        private func fields(_ step: String) -> [String] {
            guard step == anyElement else { return ["f:\(step)"] }
            return Set(sets.flatMap(\.keys).filter { $0.hasPrefix("k:") }).sorted()
        }

        func places(along path: ArraySlice<String>) -> [Place] {
            guard let step = path.first else { return [self] }
            return fields(step).flatMap { at($0).places(along: path.dropFirst()) }
        }

        /// Whether a mapping without members stands here that nobody holds and the manifest does not have.
        var hasEmptyMapping: Bool {
            live?.object?.contains { name, value in
                value.object?.isEmpty == true && at("f:\(name)").unheld() != nil
            } ?? false
        }

        /// As a set of fields; nil where there is nothing to claim.
        private func unheld() -> Value? {
            guard let live, !sets.contains(where: \.isEmpty) else { return nil }
            guard let members = live.object, !members.isEmpty else {
                let isFree = sets.isEmpty && (manifest?.isNull ?? true)
                return isFree ? .object(Object()) : nil
            }
            var found = Object()
            for (name, _) in members {
                if let below = at("f:\(name)").unheld() { found["f:\(name)"] = below }
            }
            return found.isEmpty ? nil : .object(found)
        }

        private func at(_ field: String) -> Place {
            let (token, live) = OwnedFields.step(field, in: live)
            return Place(
                path: path + [token], live: live, manifest: OwnedFields.step(field, in: manifest).value,
                sets: sets.compactMap { $0[field]?.object })
        }
    }
}

extension String {
    /// Whether a field is refused for what it holds, or for being there.
    fileprivate var isAboutValue: Bool { self == "FieldValueForbidden" || self == "FieldValueInvalid" }
}
