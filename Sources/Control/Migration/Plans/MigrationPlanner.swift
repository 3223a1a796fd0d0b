package import ChartSources
internal import Controllers
package import Documents
package import Git
internal import GitOpsAPI
package import KubeClient
package import KubeModel
package import Logging
package import Previewing
package import Rendering
internal import Sourcing

/// What would come of a migration, object by object. Nothing is written for it.
package struct MigrationPlan: Sendable {
    /// One application of ours.
    package struct Entry: Sendable {
        package var application: ConvertedApplication
        /// All that is to be known of it.
        package var notes: [MigrationNote]
        /// Nil where it cannot be rendered or compared; a note says why.
        package var preview: Preview?
        /// What ours would apply.
        package var targets: [ObjectID: ResourceType]

        package var isBlocked: Bool { notes.contains { $0.severity == .blocks } }
    }

    package var tool: MigratedTool
    package var entries: [Entry]
    package var conversion: Conversion
    /// Of theirs that become no application.
    package var otherNotes: [MigrationNote]

    package var isBlocked: Bool { entries.contains(where: \.isBlocked) }
}

/// Makes plans: converts, renders with what would be made, and compares with what is there.
package struct MigrationPlanner: Sendable {
    /// What renders need.
    package struct Means: Sendable {
        package var mirrors: any RepositoryMirrors
        package var charts: any ChartLibrary
        package var renders: RenderCache
        package var installation: String
        package var allowsRemoteBases: Bool
        package var logger: Logger

        package init(
            mirrors: any RepositoryMirrors, charts: any ChartLibrary, renders: RenderCache, installation: String,
            allowsRemoteBases: Bool, logger: Logger
        ) {
            self.mirrors = mirrors
            self.charts = charts
            self.renders = renders
            self.installation = installation
            self.allowsRemoteBases = allowsRemoteBases
            self.logger = logger
        }
    }

    private let client: KubeClient
    private let means: Means

    package init(_ client: KubeClient, _ means: Means) {
        self.client = client
        self.means = means
    }

    /// - Parameter isWanted: which of theirs are to be migrated.
    package func plan(
        _ tool: MigratedTool, serviceAccount: String?, where isWanted: @Sendable (ObjectID) -> Bool
    ) async throws(MigrationError) -> MigrationPlan {
        // What a migration has stopped is seen as it was.
        let records = Dictionary(
            try await MigrationRecords(client: client).all(tool).map { ($0.origin.id, $0.origin) }
        ) { first, _ in first }
        let objects = try await TheirObjects(client).read(tool).map { object in
            guard TheirControl.isStopped(object) else { return object }
            return object.objectID.flatMap { records[$0]?.original(of: object) } ?? object
        }
        let conversion =
            tool == .argocd
            ? ArgoConversion(serviceAccount: serviceAccount).convert(objects) : FluxConversion().convert(objects)
        var entries: [MigrationPlan.Entry] = []
        for application in conversion.applications where isWanted(application.origin) {
            entries.append(await entry(application, conversion))
        }
        let told = Set(conversion.applications.map(\.origin))
        return MigrationPlan(
            tool: tool, entries: entries, conversion: conversion,
            otherNotes: conversion.notes.filter { !told.contains($0.object) && (isWanted($0.object)) })
    }

    private func entry(_ application: ConvertedApplication, _ conversion: Conversion) async -> MigrationPlan.Entry {
        var entry = MigrationPlan.Entry(
            application: application, notes: conversion.notes.filter { $0.object == application.origin }, preview: nil,
            targets: [:])
        for repository in conversion.repositories(of: application) {
            entry.notes += conversion.notes.filter {
                $0.object != application.origin && repository.origins.contains($0.object)
            }
        }
        guard !entry.isBlocked else { return entry }
        do throws(SourceVisitError) {
            let found = try await takeOver(application, conversion)
            entry.preview = found.outcome.preview
            entry.targets = found.targets
            let check = TakeOverCheck(application)
            entry.notes += check.notes(on: found.hooks)
            entry.notes += check.notes(on: found.outcome.preview, applied: Set(found.targets.keys))
            if found.outcome.isPartial || found.targets.count > ApplicationDiff.mostTrials {
                entry.notes.append(
                    MigrationNote(
                        .blocks, application.origin, "",
                        "not all of it could be tried out, so that nobody knows what would come of it"))
            }
            entry.notes += try await markNotes(application, found.targets)
        } catch {
            entry.notes.append(MigrationNote(.blocks, application.origin, "", error.message))
        }
        return entry
    }

    private func takeOver(
        _ application: ConvertedApplication, _ conversion: Conversion
    ) async throws(SourceVisitError) -> ApplicationDiff.TakeOver {
        let read: GitOpsApplication
        do throws(APIError) {
            read = try GitOpsApplication(application.manifest)
        } catch {
            throw SourceVisitError(.failed, "\(error)")
        }
        let supposed = conversion.repositories.map(\.manifest) + conversion.secrets.map(\.manifest)
        return try await ApplicationDiff(
            read, client: client, mirrors: means.mirrors, charts: means.charts, renders: means.renders,
            installation: means.installation, allowsRemoteBases: means.allowsRemoteBases, target: nil,
            supposing: SupposedObjects(supposed), logger: means.logger
        ).takeOver(at: .specified)
    }

    private func markNotes(
        _ application: ConvertedApplication, _ targets: [ObjectID: ResourceType]
    ) async throws(SourceVisitError) -> [MigrationNote] {
        do throws(KubeError) {
            let check = TakeOverCheck(application)
            return try await client.live(targets).compactMap { check.note(onMarksOf: $0.live, $0.id) }
        } catch {
            throw SourceVisitError("cannot read what is there", error)
        }
    }
}

extension Conversion {
    /// What an application's sources name.
    func repositories(of application: ConvertedApplication) -> [ConvertedRepository] {
        let named = Set(
            (application.readSpec?.sources ?? []).compactMap { $0.repositoryRef?.key(from: application.key.namespace) })
        return repositories.filter { named.contains($0.key) }
    }
}

extension KubeClient {
    /// Reads under way at once.
    private static let readsAtOnce = 8

    /// What was read of one object.
    private struct Reading: Sendable {
        var id: ObjectID
        /// Nil where it is not there.
        var live: Value?
        var failure: KubeError?
    }

    private func reading(_ id: ObjectID, _ type: ResourceType) async -> Reading {
        var reading = Reading(id: id)
        do throws(KubeError) {
            reading.live = try await find(type, ObjectKey(namespace: id.namespace, name: id.name))
        } catch {
            if error.code != .notFound { reading.failure = error }
        }
        return reading
    }

    /// Those of some objects that are there, in the order of their names.
    func live(_ types: [ObjectID: ResourceType]) async throws(KubeError) -> [(id: ObjectID, live: Value)] {
        let readings = await withTaskGroup(of: Reading.self) { group in
            var readings: [Reading] = []
            for (number, (id, type)) in types.enumerated() {
                if number >= Self.readsAtOnce, let reading = await group.next() { readings.append(reading) }
                group.addTask(name: "read \(id)") { await self.reading(id, type) }
            }
            for await reading in group { readings.append(reading) }
            return readings
        }
        if let failure = readings.lazy.compactMap(\.failure).first { throw failure }
        return readings.compactMap { reading in reading.live.map { (reading.id, $0) } }
            .sorted { "\($0.id)" < "\($1.id)" }
    }
}
