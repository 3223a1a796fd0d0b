internal import Directives
internal import Documents
package import KubeClient
internal import KubeModel
internal import Observing
internal import Planning

/// How an application wants its objects written.
package struct ApplyPolicy: Sendable, Hashable {
    /// What the server does about unknown and duplicate fields.
    package var validation: FieldValidation?
    /// Whether an object is deleted and made anew where the server refuses to change it.
    package var recreates: Bool
    /// What happens to what deleted objects own.
    package var propagation: Propagation

    package init(
        validation: FieldValidation? = nil, recreates: Bool = false, propagation: Propagation = .background
    ) {
        self.validation = validation
        self.recreates = recreates
        self.propagation = propagation
    }
}

/// What single objects ask for.
extension Applier {
    /// Makes an object that is to be there, whatever it is like. What is there already is left alone.
    func applyOnce(_ order: Order) async throws(KubeError) -> ObjectResult {
        do throws(KubeError) {
            return succeeded(order.planned, order.object, try await create(order.manifest, of: order.object))
        } catch let error where error.code == .alreadyExists {
            let live = try await client.get(order.object.type, order.object.key)
            let isOurs = Marks.owner(of: live) == Marks.owner(of: order.manifest)
            if isOurs, live.label(Marks.label) == index.installation {
                return succeeded(order.planned, order.object, live)
            }
            var result = ObjectResult(planned: order.planned, outcome: .unchanged, type: order.object.type)
            result.settled = InventoryEntry.Settled(
                manifest: order.object.desired.digest, projection: 0, finish: .foreign)
            return result
        }
    }

    /// Writes an object as a whole; an apply follows, by which it is known what of it is ours.
    func replace(_ order: Order) async throws(KubeError) {
        let (type, key) = (order.object.type, order.object.key)
        guard let live = try await client.find(type, key), let version = live.at("metadata", "resourceVersion"),
            Marks.owner(of: live) == Marks.owner(of: order.manifest)
        else { return }
        if order.isChange { try await keep(live) }
        var whole = order.manifest
        whole.set(Pointer(tokens: ["metadata", "resourceVersion"]), to: version)
        _ = try await client.replace(type, key, body: whole)
    }

    func recreates(_ object: PreparedObject) -> Bool {
        !object.isHolder && (object.desired.options.recreate ?? policy.recreates)
    }

    /// Deletes an object that cannot be changed, and makes it anew; where it takes its time to go, another plan does.
    func recreate(_ planned: PlannedObject, _ object: PreparedObject) async -> ObjectResult {
        do throws(KubeError) {
            guard let live = try await index.client.find(object.type, object.key),
                let row = index.record(live, type: object.type), row.managedByUs,
                row.owner == Marks.owner(of: object.manifest), !row.isTerminating
            else { return failed(planned, Self.waitsForRoom) }
            try await keep(live)
            let left = try await client.delete(
                object.type, object.key, uid: row.uid, resourceVersion: row.resourceVersion,
                propagation: policy.propagation)
            if let left, left.at("metadata", "deletionTimestamp") != nil {
                index.record(left, type: object.type)
                return failed(planned, Self.waitsForRoom)
            }
            index.recordGone(planned.id, type: object.type, resourceVersion: row.resourceVersion)
            var anew = planned
            (anew.live, anew.action) = (nil, .create(.new))
            let order = Order(manifest: object.manifest, object: object, planned: anew)
            return succeeded(planned, object, try await send(order))
        } catch {
            return failed(planned, error)
        }
    }

    private static let waitsForRoom = KubeError(
        .conflict, "is being replaced, and the old one takes its time to go")
}

extension PreparedObject {
    /// Whether others live in it, or are of its kind: to take it away would take them, too.
    var isHolder: Bool {
        let kind = desired.id.groupKind
        return kind == GroupKind(group: "", kind: "Namespace")
            || kind == GroupKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition")
    }
}

extension KubeError {
    /// Whether the server refuses to change what there is.
    var isImmutability: Bool {
        code == .invalid && (causes.contains(where: \.isImmutability) || message.contains("field is immutable"))
    }
}
