internal import Documents
internal import KubeModel
internal import Observing

/// Takes over what tools and people hold of an object, so that what the source drops goes.
///
/// Server-side apply removes a field only once nobody holds it. Where an object was applied with kubectl or Helm before,
/// these would hold every field for ever: a label stays, a renamed container runs beside the old one. So, as client-go's
/// `csaupgrade`, Flux and Argo CD do, their entries in `managedFields` are merged into ours:
/// - on adoption, all that a tool holds. What the source does not set goes with the apply that follows;
/// - ever after, what the source sets and they hold too, as after a `kubectl apply` by hand.
///
/// Left alone: status, metadata other than labels and annotations, replicas that the source leaves to an autoscaler,
/// what controllers write, and what `ignoreDifferences` names.
struct Handover {
    let manager: String
    let manifest: Value
    let ignored: IgnoredFields
    let isAdoption: Bool

    private static let lastApplied = "kubectl.kubernetes.io/last-applied-configuration"

    /// What `managedFields` is to be; nil where it is right.
    func managedFields(of live: Value) -> Value? {
        let entries = FieldsEntry.all(of: live)
        let own = entries.first { $0.isApplied(by: manager) }
        let version = version(own, entries)
        let isSecret = PlainSecrets.isSecret(live)
        // Of another version, it says nothing here; what it holds is applied anew right after this.
        var held = own?.version == version ? own?.fields ?? Object() : Object()
        var isRight = true
        if isSecret, PlainSecrets.names(held) {
            held = PlainSecrets.writing(fields: held)
            isRight = false
        }
        var rest: [FieldsEntry] = []
        var heir = own
        let division = Division(self, live, held: held)
        for entry in entries where !entry.isApplied(by: manager) {
            guard let hands = Hands(entry) else {
                rest.append(entry)
                continue
            }
            let fields = isSecret ? PlainSecrets.writing(fields: entry.fields) : entry.fields
            let takesAll = isAdoption && entry.version == version
            let (taken, left) = division.split(fields, takesAll ? hands : .person)
            if !left.isEmpty { rest.append(taken.isEmpty ? entry : entry.with(left)) }
            guard !taken.isEmpty else { continue }
            isRight = false
            if entry.version == version { held = held.union(taken) }
            if heir == nil || heir?.version != version { heir = entry }
        }
        guard !isRight, let heir, !held.isEmpty else { return nil }
        return .array([heir.taken(by: manager, held).value] + rest.map(\.value))
    }

    /// Whose fields are merged has to be of one version. On adoption that is the tool's.
    private func version(_ own: FieldsEntry?, _ entries: [FieldsEntry]) -> String {
        let tool = entries.first { Hands($0) == .tool || Hands($0) == .history }
        let first = tool ?? entries.first { Hands($0) != nil }
        return (isAdoption ? tool?.version : nil) ?? own?.version ?? first?.version ?? ""
    }

    /// What kubectl applied last, by its own notes.
    fileprivate func lastApplied(to live: Value) -> Value? {
        let notes = live.annotation(Handover.lastApplied).flatMap { try? JSON.parse($0, limits: .file) }
        return notes.map(PlainSecrets.writing)
    }

    /// Divides sets between the source and who holds them.
    private struct Division {
        /// A place in the object, as each that has a say in it sees it.
        struct Place {
            var path: [String]
            var manifest: Value?
            var live: Value?
            var applied: Value?
            /// What we hold there.
            var held: Object?
        }

        private let start: Place
        private let leftAlone: Set<[String]>

        init(_ handover: Handover, _ live: Value, held: Object) {
            start = Place(
                path: [], manifest: handover.manifest, live: live, applied: handover.lastApplied(to: live), held: held)
            leftAlone = handover.ignored.paths(in: live).union(ServerFields.paths(in: live))
        }

        func split(_ fields: Object, _ hands: Hands) -> (taken: Object, left: Object) { split(fields, hands, start) }

        private func split(_ fields: Object, _ hands: Hands, _ place: Place) -> (taken: Object, left: Object) {
            var (taken, left) = (Object(), Object())
            for (field, below) in fields {
                let there = step(field, place)
                guard !leftAlone.contains(there.path) else {
                    left[field] = below
                    continue
                }
                let deeper = below.object ?? Object()
                guard deeper.isEmpty else {
                    let parts = split(deeper, hands, there)
                    if !parts.taken.isEmpty { taken[field] = .object(parts.taken) }
                    if !parts.left.isEmpty { left[field] = .object(parts.left) }
                    continue
                }
                if takes(there, hands) { taken[field] = below } else { left[field] = below }
            }
            return (taken, left)
        }

        private func step(_ field: String, _ place: Place) -> Place {
            guard field != "." else {
                var itself = place
                itself.held = place.held?["."]?.object
                return itself
            }
            let (token, live) = OwnedFields.step(field, in: place.live)
            return Place(
                path: place.path + [token], manifest: OwnedFields.step(field, in: place.manifest).value, live: live,
                applied: OwnedFields.step(field, in: place.applied).value, held: place.held?[field]?.object)
        }

        private func takes(_ place: Place, _ hands: Hands) -> Bool {
            if place.held != nil || place.manifest.map({ !$0.isNull }) ?? false { return true }
            switch hands {
            case .person: return false
            case .tool: return isDroppable(place.path)
            case .history:
                let isNoted = place.applied != nil || place.path == ["metadata", "annotations", lastApplied]
                return isNoted && isDroppable(place.path)
            }
        }

        private func isDroppable(_ path: [String]) -> Bool {
            switch path.first {
            case "status", nil: false
            case "metadata": path.count > 1 && (path[1] == "labels" || path[1] == "annotations")
            default: path != ["spec", "replicas"]
            }
        }
    }
}
