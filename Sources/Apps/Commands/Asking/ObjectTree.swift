package import Documents
internal import GitOpsAPI
internal import Health
package import KubeClient
internal import KubeModel
internal import Observing
internal import Planning

/// `tree`: an application's objects and what they own, with how each is; what is in trouble comes first.
package struct ObjectTree: Sendable {
    private let client: KubeClient
    private let console: Console
    private let installation: String

    /// - Parameter installation: the name of the one that applies the application.
    package init(_ client: KubeClient, _ console: Console, installation: String) {
        self.client = client
        self.console = console
        self.installation = installation
    }

    /// - Parameter isOfProblems: whether branches in which all is well are left out.
    package func show(_ key: ObjectKey, isOfProblems: Bool, _ form: DataForm) async throws(CommandError) {
        let state = try await ApplicationRequest(client).state(of: key)
        let inventory: Inventory
        do throws(PlanningError) {
            inventory = try Inventory(state.status.inventory)
        } catch {
            throw CommandError(.failed, "the inventory of \(key) cannot be read: \(error.message)")
        }
        let live = await LiveObjects(
            inventory.entries, of: client, selector: "\(Marks.label)=\(installation)")
        var branches = inventory.entries.map { branch(of: $0, live) }
        if isOfProblems { branches = branches.compactMap(\.problems) }
        branches.sort()
        let root = TreeNode(
            kind: GitOpsApplication.kind, namespace: key.namespace, name: key.name,
            health: state.status.health.flatMap { health in
                HealthStatus(name: health.status.rawValue).map { ObjectHealth($0, health.message) }
            },
            remark: [state.status.sync?.status.rawValue, RevisionText.short(state.revision)].compactMap(\.self)
                .joined(separator: " "),
            children: branches)
        switch form {
        case .text: console.write(TreeText(console, home: key.namespace).text(of: root))
        case .json, .yaml: console.write(form.text(of: root.told))
        }
        for (kind, why) in live.obstacles.sorted(by: { $0.key.description < $1.key.description }) {
            console.note("\(kind) could not be read: \(Plain.line(why))")
        }
    }

    private func branch(of entry: InventoryEntry, _ live: LiveObjects) -> TreeNode {
        guard let object = live.objects[entry.id] else {
            let isUnread = live.obstacles[entry.id.groupKind] != nil
            return TreeNode(
                kind: entry.id.kind, namespace: entry.id.namespace, name: entry.id.name,
                health: isUnread ? nil : ObjectHealth(.missing, ""), remark: "", children: [])
        }
        return node(of: object, live, depth: 0)
    }

    /// CronJob, Job and Pod are three.
    private static let mostDeep = 5

    private func node(of object: Value, _ live: LiveObjects, depth: Int) -> TreeNode {
        let owned = depth < Self.mostDeep ? object.at("metadata", "uid")?.string.flatMap { live.owned[$0] } ?? [] : []
        let children = owned.filter { !$0.isIdleReplicaSet }.map { node(of: $0, live, depth: depth + 1) }
        return TreeNode(
            kind: object.kind ?? "", namespace: object.namespace ?? "", name: object.name ?? "",
            health: health(of: object) ?? ObjectHealth(.healthy, ""), remark: "", children: children.sorted())
    }
}

extension Value {
    /// One of an earlier rollout, of which nothing runs any more.
    fileprivate var isIdleReplicaSet: Bool {
        kind == "ReplicaSet" && at("spec", "replicas")?.integer == 0 && (at("status", "replicas")?.integer ?? 0) == 0
    }
}
