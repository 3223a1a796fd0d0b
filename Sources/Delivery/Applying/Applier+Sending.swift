internal import Directives
internal import Documents
internal import KubeClient
internal import KubeModel
internal import Observing
internal import Planning
internal import Surroundings

/// One object to be applied.
struct Order {
    var manifest: Value
    var object: PreparedObject
    var planned: PlannedObject

    /// Whether the object that is there is known to be ours.
    var isOurs: Bool { planned.live?.managedByUs ?? false }

    /// Whether others keep the fields that they hold besides.
    fileprivate var isMerged: Bool { object.desired.options.application == .merged }

    /// Whether what is there is written as a whole. What others live in is not, nor is what holds fields of others.
    fileprivate var isReplacement: Bool {
        object.desired.options.replace == true && planned.live != nil && !object.isHolder
            && manifest.resourceVersion == nil
    }

    /// Whether what is there goes for something new, and not to be put right.
    var isChange: Bool {
        switch planned.action {
        case .update(.changed), .update(.adopt), .update(.unverified): true
        default: false
        }
    }

    /// Whether it is to be applied to another version than it was made for.
    fileprivate func isOutdated(by live: Value) -> Bool {
        manifest.resourceVersion.map { $0 != live.resourceVersion } ?? false
    }

    /// The version to be applied to, where only one will do.
    fileprivate func version(_ held: Value) -> String? {
        isOurs && manifest.resourceVersion == nil ? nil : held.resourceVersion
    }

    /// Whether nothing is known of an apply of ours that has been carried through.
    fileprivate var isAdoption: Bool {
        switch planned.action {
        case .create(.new), .update(.adopt), .update(.unverified): true
        default: false
        }
    }

    fileprivate func handover(to manager: String) -> Handover { handover(to: manager, isAdoption: isAdoption) }

    fileprivate func handover(to manager: String, isAdoption: Bool) -> Handover {
        Handover(manager: manager, manifest: manifest, ignored: object.ignored, isAdoption: isAdoption)
    }
}

/// One apply, with all that may have to come before it.
extension Applier {
    func send(_ order: Order) async throws(KubeError) -> Value {
        do {
            return try await sendOnce(order)
        } catch let error where error.code == .notFound && order.object.key.namespace == createNamespace {
            try await makeNamespace(order.object.key.namespace)
            return try await sendOnce(order)
        } catch let error where error.code == .notFound && isJustDefined(order.object) {
            return try await sendOnceDefined(order)
        }
    }

    /// A repair that learns from the refusal of an apply without force who set the fields that are wrong.
    func repair(_ order: Order) async throws(KubeError) -> (live: Value, opponents: [ObjectPacing.Opponent]) {
        do {
            return (try await write(order.manifest, order.object, force: false), [])
        } catch let error where error.code == .conflict {
            let opponents = error.causes.compactMap { cause in
                cause.conflictingManager.map { ObjectPacing.Opponent(field: cause.field, manager: $0) }
            }
            return (try await send(order), opponents)
        } catch {
            // Whatever else is the matter, the repair itself will tell.
            return (try await send(order), [])
        }
    }

    /// What we know to be ours is forced. Anything else is applied without force first: where it exists and is marked by
    /// another installation, that fails, because the mark is a field of that installation's manager.
    private func sendOnce(_ order: Order) async throws(KubeError) -> Value {
        if order.isReplacement { try await replace(order) }
        guard !order.isOurs else {
            let isShared = order.planned.live?.isShared ?? false && !order.isMerged
            return isShared ? try await takeOver(order, after: nil) : try await force(order)
        }
        do {
            let live = try await write(order.manifest, order.object, force: false)
            // It was there before, just as it is to be; tools would keep what the source drops later.
            guard !order.isMerged, order.handover(to: index.fieldManager).managedFields(of: live) != nil else {
                return live
            }
        } catch let error where error.code == .conflict || error.code == .invalid {
            return try await takeOver(order, after: error)
        }
        return try await takeOver(order, after: nil)
    }

    /// Takes what tools and people hold of an object that is there, and forces what others have set, once it is known to
    /// be no other installation's.
    ///
    /// - Parameter refusal: what an apply without force came to.
    private func takeOver(_ order: Order, after refusal: KubeError?) async throws(KubeError) -> Value {
        // As it was before we took anything.
        var before: Value?
        for attempt in 1... {
            guard let live = try await index.client.find(order.object.type, order.object.key) else {
                throw refusal ?? KubeError(.notFound, "somebody has deleted it just now", status: 404)
            }
            if let other = live.label(Marks.label), !other.isEmpty, other != index.installation {
                throw KubeError(.conflict, Applier.managedByAnother(other))
            }
            guard !order.isOutdated(by: live) else { throw KubeError(.conflict, "somebody has changed it just now") }
            let fields = order.isMerged ? nil : order.handover(to: index.fieldManager).managedFields(of: live)
            before = before ?? (fields == nil ? nil : live)
            do {
                let held = if let fields { try await hold(fields, live, order.object) } else { live }
                return try await force(order, held: held, before: before)
            } catch let error where error.code == .conflict && attempt < Applier.takingAttempts {
                continue
            }
        }
        throw KubeError(.conflict, "others change it all the time")
    }

    /// Applies with force what is held by us alone. A tool also held what the server had added to its manifest, and some of
    /// that cannot be taken away, as the class of a claim: then the tool keeps all that the source does not set.
    private func force(_ order: Order, held: Value, before: Value?) async throws(KubeError) -> Value {
        do {
            // Of this very version, so that nobody marks it in between.
            return try await force(order, resourceVersion: order.version(held))
        } catch let error where error.code == .invalid && order.isAdoption && before != nil {
            let shares = before.flatMap {
                order.handover(to: index.fieldManager, isAdoption: false).managedFields(of: $0)
                    ?? $0.at("metadata", "managedFields")
            }
            guard let shares, let live = try? await index.client.find(order.object.type, order.object.key),
                let held = try? await hold(shares, live, order.object)
            else { throw error }
            return try await force(order, resourceVersion: order.version(held))
        }
    }

    /// Applies with force. Where the server refuses that for what it had set of its own accord, that goes.
    private func force(_ order: Order, resourceVersion: String? = nil) async throws(KubeError) -> Value {
        var manifest = order.manifest
        manifest.setResourceVersion(resourceVersion)
        do {
            return try await write(manifest, order.object, force: true)
        } catch let error where error.code == .invalid && !error.dependsOnOthers && order.isOnServer(resourceVersion) {
            return try await force(order, past: error)
        }
    }

    private func force(_ order: Order, past refusal: KubeError) async throws(KubeError) -> Value {
        let leftovers = Leftovers(manager: index.fieldManager, manifest: order.manifest)
        let (type, key) = (order.object.type, order.object.key)
        guard var live = try? await index.client.find(type, key) else { throw refusal }
        var patches: [Value] = []
        if let fields = leftovers.managedFields(of: live, refusedFor: refusal.causes) {
            if let done = try? await force(order, holding: fields, of: live) { return done }
            guard let now = try? await index.client.find(type, key) else { throw refusal }
            live = now
            patches = [leftovers.replacements(in: live, refusedFor: refusal.causes)].compactMap(\.self)
        }
        if await isBefore121 { patches += leftovers.removals(in: live, refusedFor: refusal.causes) }
        for patch in patches {
            guard (try? await client.patch(type, key, subresource: nil, kind: .json, body: patch)) != nil else {
                continue
            }
            return try await write(order.manifest, order.object, force: true)
        }
        throw refusal
    }

    private var isBefore121: Bool {
        get async {
            guard let version = try? await index.client.discovery.serverVersion() else { return false }
            return version.major == 1 && version.minor < 21
        }
    }

    /// Applies what the manifest says once more of the fields is ours, and gives these back where that is refused: to hold
    /// what the manifest does not have would take it away one day.
    private func force(_ order: Order, holding fields: Value, of live: Value) async throws(KubeError) -> Value {
        let held = try await hold(fields, live, order.object)
        do {
            var manifest = order.manifest.withoutNulls
            manifest.setResourceVersion(held.resourceVersion)
            return try await write(manifest, order.object, force: true)
        } catch {
            if let before = live.at("metadata", "managedFields") { _ = try? await hold(before, held, order.object) }
            throw error
        }
    }

    /// Writes who holds which fields, and nothing else, if the object still is of the version that was seen.
    private func hold(_ fields: Value, _ live: Value, _ object: PreparedObject) async throws(KubeError) -> Value {
        let version = live.resourceVersion ?? ""
        let patch: Value = [
            ["op": "replace", "path": "/metadata/managedFields", "value": fields],
            ["op": "replace", "path": "/metadata/resourceVersion", "value": .string(version)],
        ]
        return try await client.patch(object.type, object.key, subresource: nil, kind: .json, body: patch)
    }

    private static let takingAttempts = 5

    static func managedByAnother(_ installation: String) -> String {
        "is managed by the installation \(installation); remove it from one of the two, or take the label "
            + "\(Marks.label) off it to have it taken over"
    }

    private func write(
        _ manifest: Value, _ object: PreparedObject, force: Bool
    ) async throws(KubeError) -> Value {
        try await write(manifest, object, force: force, dryRun: false)
    }

    /// - Parameter dryRun: whether to learn only what would come of it.
    func write(
        _ manifest: Value, _ object: PreparedObject, force: Bool, dryRun: Bool
    ) async throws(KubeError) -> Value {
        try await client.apply(
            object.type, object.key, body: manifest, fieldManager: index.fieldManager, force: force, dryRun: dryRun,
            validation: object.desired.options.validate == false ? .ignore : policy.validation)
    }

    private func isJustDefined(_ object: PreparedObject) -> Bool {
        object.type.gvk.group.contains(".")
            && applyRank(object.desired.id.groupKind) == applyRank(Applier.anyCustomKind)
    }

    /// A server takes a moment to serve what a CustomResourceDefinition that it just accepted defines.
    private func sendOnceDefined(_ order: Order) async throws(KubeError) -> Value {
        for _ in 0..<Applier.definitionAttempts {
            try? await client.surroundings.sleep(for: Applier.definitionPause)
            do {
                return try await sendOnce(order)
            } catch let error where error.code == .notFound && !Task.isCancelled {
                continue
            }
        }
        return try await sendOnce(order)
    }

    private static let definitionAttempts = 20
    private static let definitionPause = Duration.milliseconds(100)
    private static let anyCustomKind = GroupKind(group: "example.org", kind: "Custom")
}

extension Order {
    /// Whether there is an object that a refusal may be about.
    fileprivate func isOnServer(_ resourceVersion: String?) -> Bool { planned.live != nil || resourceVersion != nil }
}

extension Value {
    var resourceVersion: String? { at("metadata", "resourceVersion")?.string }

    mutating func setResourceVersion(_ version: String?) {
        guard let version else { return }
        set(Pointer(tokens: ["metadata", "resourceVersion"]), to: .string(version))
    }
}
