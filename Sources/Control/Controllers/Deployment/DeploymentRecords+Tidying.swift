internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Operating
internal import Surroundings

/// Which records are kept: of each application the newest, for so long, and always the last that was completed.
struct RecordRetention: Sendable {
    var count = 50
    var age = Duration.seconds(90 * 86_400)

    /// What is known of a record.
    struct Entry: Sendable, Hashable {
        var key: ObjectKey
        /// Tells it from another that has its name later.
        var uid: String
        var application: String
        var startedAt: KubeTime
        var isCompleted: Bool
        var isSettled: Bool
    }

    /// Those that are to go. Records of what is under way are not among them.
    func surplus(of entries: [Entry], now: KubeTime) -> [Entry] {
        Dictionary(grouping: entries, by: \.application).values.flatMap { own in
            let newest = own.sorted { ($0.startedAt, $0.key.name) > ($1.startedAt, $1.key.name) }
            let completed = newest.first(where: \.isCompleted)
            return newest.enumerated().filter { index, entry in
                let isOld = index >= count || now - entry.startedAt > age
                return isOld && entry.isSettled && entry != completed
            }.map(\.element)
        }
    }
}

extension DeploymentRecords {
    /// Of the records of a page.
    private static let pageSize = 500

    /// Deletes the records that are not kept. Returns how many.
    ///
    /// - Parameter namespace: nil for all.
    func tidy(namespace: String?, retention: RecordRetention = RecordRetention()) async throws(KubeError) -> Int {
        var pages = try client.pages(
            of: GitOpsDeployment.resource, namespace: namespace, labelSelector: nil, fieldSelector: nil,
            pageSize: Self.pageSize)
        // A list comes in the order of namespaces, so no more than the records of one have to be held.
        var (entries, removed) = ([RecordRetention.Entry](), 0)
        while let page = try await pages.next() {
            if page.beginsAnew { entries = [] }
            for entry in page.objects.compactMap(RecordRetention.Entry.init) {
                if let last = entries.last, last.key.namespace != entry.key.namespace {
                    removed += try await remove(surplus(of: entries, retention))
                    entries = []
                }
                entries.append(entry)
            }
        }
        return removed + (try await remove(surplus(of: entries, retention)))
    }

    private func surplus(of entries: [RecordRetention.Entry], _ retention: RecordRetention) -> [RecordRetention.Entry] {
        retention.surplus(of: entries, now: KubeTime(client.surroundings))
    }

    private func remove(_ entries: [RecordRetention.Entry]) async throws(KubeError) -> Int {
        var removed = 0
        for entry in entries {
            do throws(KubeError) {
                _ = try await client.delete(
                    GitOpsDeployment.resource, entry.key, uid: entry.uid, resourceVersion: nil,
                    propagation: .background)
                removed += 1
            } catch {
                guard error.code == .notFound || error.code == .conflict else { throw error }
            }
        }
        return removed
    }
}

extension RecordRetention.Entry {
    /// Nil where it is no record of ours.
    fileprivate init?(_ object: Value) {
        guard let record = GitOpsDeployment(object), let uid = object.at("metadata", "uid")?.string,
            !record.spec.application.uid.isEmpty
        else { return nil }
        self.init(
            key: record.key, uid: uid, application: record.spec.application.uid, startedAt: record.status.startedAt,
            isCompleted: record.status.state == .completed, isSettled: record.status.state.isSettled)
    }
}
