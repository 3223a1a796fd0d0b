package import Documents
internal import Observing
internal import Planning

/// An object as it was before it was taken away, made ready to come back: without what only servers write, without what ties it to
/// others that may be gone, and without marks, so that it is nobody's.
package struct Keepsake: Sendable, Hashable {
    package let id: ObjectID
    /// Tells it from another of its name.
    package let uid: String
    package let manifest: Value

    /// In bytes of JSON.
    package static let longest = 512 << 10

    /// Nil where there is nothing to keep of it: others make it anew, or it means nothing later.
    package init?(of live: Value) {
        guard let id = live.objectID, let uid = live.at("metadata", "uid")?.string, Self.isWorthKeeping(live) else {
            return nil
        }
        self.init(id: id, uid: uid, manifest: Self.cleaned(live))
    }

    package init(id: ObjectID, uid: String, manifest: Value) {
        (self.id, self.uid, self.manifest) = (id, uid, manifest)
    }

    /// What controllers make from others, what runs once, and what only tells of a moment.
    private static let passing: Set<GroupKind> = [
        GroupKind(group: "", kind: "Pod"), GroupKind(group: "", kind: "Event"),
        GroupKind(group: "", kind: "Endpoints"), GroupKind(group: "apps", kind: "ReplicaSet"),
        GroupKind(group: "apps", kind: "ControllerRevision"), GroupKind(group: "batch", kind: "Job"),
        GroupKind(group: "coordination.k8s.io", kind: "Lease"),
        GroupKind(group: "discovery.k8s.io", kind: "EndpointSlice"), GroupKind(group: "events.k8s.io", kind: "Event"),
    ]

    private static func isWorthKeeping(_ live: Value) -> Bool {
        guard let kind = live.objectID?.groupKind, !passing.contains(kind) else { return false }
        // The cluster makes the token, for an account that need not be the same one any more.
        return live.kind != "Secret" || live["type"]?.string != "kubernetes.io/service-account-token"
    }

    private static func cleaned(_ live: Value) -> Value {
        var manifest = unmarked(Preparation.withoutServerFields(live))
        for field in ["ownerReferences", "finalizers"] { manifest.remove(Pointer(tokens: ["metadata", field])) }
        // A claim that says that it is bound to a volume which is gone stays lost for ever.
        for annotation in ["pv.kubernetes.io/bind-completed", "pv.kubernetes.io/bound-by-controller"] {
            manifest.remove(Pointer(tokens: ["metadata", "annotations", annotation]))
        }
        return manifest
    }

    /// An object without what makes it an application's.
    static func unmarked(_ manifest: Value) -> Value {
        var unmarked = manifest
        unmarked.remove(Pointer(tokens: ["metadata", "labels", Marks.label]))
        for annotation in [Marks.ownerAnnotation, Marks.backdropAnnotation, HookMark.annotation] {
            unmarked.remove(Pointer(tokens: ["metadata", "annotations", annotation]))
        }
        return unmarked
    }
}

extension Keepsake: CustomStringConvertible {
    /// The name alone: what it holds is not for everybody.
    package var description: String { id.description }
}
