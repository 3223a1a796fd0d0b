internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel

extension Migrator {
    /// Makes ours, stops theirs, the makers of theirs first, and hands the objects over.
    package func apply(_ plan: MigrationPlan) async throws(MigrationError) {
        guard !plan.isBlocked else {
            throw MigrationError(refused: "the plan has what blocks it; nothing has been changed")
        }
        let known = Dictionary(try await records.all(tool).map { ($0.origin.id, $0) }) { first, _ in first }
        for entry in plan.entries { try await make(entry, plan.conversion) }
        guard !plan.entries.isEmpty else { return }
        for parent in plan.conversion.parents {
            try await stop(parent, try await record(parent, known[parent], ours: nil, targets: [:]))
        }
        for entry in plan.entries { try await move(entry, known[entry.application.origin]) }
    }

    // MARK: Ours

    private func make(_ entry: MigrationPlan.Entry, _ conversion: Conversion) async throws(MigrationError) {
        let application = entry.application
        for repository in conversion.repositories(of: application) {
            let secret = repository.spec.at("secretRef", "name")?.string
            for made in conversion.secrets
            where made.key.namespace == repository.key.namespace && made.key.name == secret {
                try await create(.secrets, made.manifest) { $0["data"] == made.manifest["data"] }
            }
            try await create(GitOpsRepository.resource, repository.manifest) {
                $0.at("spec", "url") == repository.spec["url"]
            }
        }
        for source in application.readSpec?.sources ?? [] {
            for made in conversion.secrets
            where made.key.namespace == application.key.namespace && made.key.name == source.helm.secretRef?.name {
                try await create(.secrets, made.manifest) { $0["data"] == made.manifest["data"] }
            }
        }
        var manifest = application.manifest
        manifest["spec"]?["suspend"] = true
        try await create(GitOpsApplication.resource, manifest) {
            $0.annotation(MigrationMarks.origin) == application.origin.description
        }
    }

    /// - Parameter isSame: whether one that is there already is the one that would be made.
    private func create(
        _ type: ResourceType, _ manifest: Value, isSame: (Value) -> Bool
    ) async throws(MigrationError) {
        guard let key = manifest.objectKey else { return }
        if let live = try await find(type, key) {
            guard isSame(live) else {
                throw MigrationError(
                    refused:
                        "there is a \(type.gvk.kind) \(key) already, which this migration has not made; rename or delete it"
                )
            }
            return
        }
        do throws(KubeError) {
            _ = try await client.create(type, namespace: key.namespace, body: manifest)
        } catch {
            throw MigrationError("cannot make the \(type.gvk.kind) \(key)", error)
        }
        tell("made \(type.gvk.kind) \(key)")
    }

    // MARK: Theirs

    /// What it was, written down now where it is not yet; anew where nothing has been handed over and it has gone on since.
    private func record(
        _ origin: ObjectID, _ known: MigrationRecord?, ours: ObjectKey?, targets: [ObjectID: ResourceType]
    ) async throws(MigrationError) -> MigrationRecord {
        guard let type = try await TheirObjects(client).type(origin.groupKind),
            let live = try await waitUntilIdle(origin, type),
            let state = ObjectState(live, fields: TheirControl.fields(of: origin.groupKind))
        else { throw MigrationError(refused: "\(origin) is gone") }
        if let known {
            if TheirControl.isStopped(live) { return known }
            let application = if let ours { try await find(GitOpsApplication.resource, ours) } else { Value?.none }
            if let application, application.at("spec", "suspend") != true { return known }
        }
        let objects: [ObjectState]
        do throws(KubeError) {
            objects = try await client.live(targets).compactMap { ObjectState($0.live, fields: []) }
        } catch {
            throw MigrationError("cannot read the objects of \(origin)", error)
        }
        let made = MigrationRecord(tool, origin: state, ours: ours, objects: objects)
        try await records.write(made)
        return made
    }

    /// A sync that is under way would go on, and change what has been written down.
    private func waitUntilIdle(_ origin: ObjectID, _ type: ResourceType) async throws(MigrationError) -> Value? {
        let key = ObjectKey(namespace: origin.namespace, name: origin.name)
        var found: Value?
        try await wait(for: "a sync of \(origin)") { () throws(MigrationError) in
            found = try await find(type, key)
            return (found.map { TheirControl.isStopped($0) || !TheirControl.isBusy($0) } ?? true, "it is under way")
        }
        return found
    }

    private func stop(_ origin: ObjectID, _ record: MigrationRecord) async throws(MigrationError) {
        let (type, key) = (try await type(of: record.origin.gvk), record.origin.key)
        guard let live = try await find(type, key), !TheirControl.isStopped(live) else { return }
        try await patch(type, key, .merge, TheirControl.stoppingPatch(for: origin.groupKind))
        tell("stopped \(origin)")
    }

    // MARK: Handing over

    private func move(_ entry: MigrationPlan.Entry, _ known: MigrationRecord?) async throws(MigrationError) {
        let application = entry.application
        guard let spec = application.readSpec else { return }
        let record = try await record(
            application.origin, known, ours: application.key, targets: entry.targets)
        guard !spec.suspend else {
            return tell("left \(application.origin) as it is: it is suspended, and so is \(application.key)")
        }
        try await stop(application.origin, record)
        try await resume(application, automatic: spec.sync.automatic, record)
        try await waitUntilReady(application.key)
        for object in record.objects { try await unmark(object, for: application) }
        tell("handed \(record.objects.count) objects of \(application.origin) over to \(application.key)")
    }

    /// Whoever applies theirs may have started it again.
    private func resume(
        _ application: ConvertedApplication, automatic: Bool, _ record: MigrationRecord
    ) async throws(MigrationError) {
        guard let theirs = try await find(record.origin), TheirControl.isStopped(theirs) else {
            throw MigrationError(
                refused:
                    "\(application.origin) has been started again, or is gone; find out what applies it, and stop that")
        }
        guard let ours = try await find(GitOpsApplication.resource, application.key) else {
            throw MigrationError(refused: "the GitOpsApplication \(application.key) is gone")
        }
        guard ours.at("spec", "suspend") == true else { return }
        var patch: Value = ["spec": ["suspend": false]]
        // Once, so that it takes over; after that only on request, as theirs.
        if !automatic { patch["metadata"] = ["annotations": [Annotations.sync: "migration"]] }
        try await self.patch(GitOpsApplication.resource, application.key, .merge, patch)
    }

    private func waitUntilReady(_ key: ObjectKey) async throws(MigrationError) {
        try await wait(for: "the GitOpsApplication \(key)") { () throws(MigrationError) in
            guard let live = try await find(GitOpsApplication.resource, key) else {
                throw MigrationError(refused: "the GitOpsApplication \(key) is gone")
            }
            let ready = Conditions(live.at("status", "conditions"))[ConditionType.ready]
            let isCurrent = ready?.observedGeneration == live.at("metadata", "generation")?.integer
            return (
                isCurrent && ready?.status == .true,
                ready.map { "\($0.reason): \($0.message)" } ?? "no controller has looked at it"
            )
        }
    }

    /// What took their marks over has dropped them, mostly.
    private func unmark(_ object: ObjectState, for application: ConvertedApplication) async throws(MigrationError) {
        try await patchVersioned(try await type(of: object.gvk), object.key) { live in
            guard live.annotation(Annotations.application) == application.key.description else { return nil }
            let annotations = TheirMarks.annotations + TheirMarks.ofHelm
            let patch =
                annotations.filter { live.annotation($0) != nil }.map { ("annotations", $0) }
                + TheirMarks.labels.filter { live.label($0) != nil }.map { ("labels", $0) }
            guard !patch.isEmpty else { return nil }
            return ObjectState.versioned(
                patch.map { ["op": "remove", "path": .string("\(Pointer(tokens: ["metadata", $0.0, $0.1]))")] }, live)
        }
    }
}
