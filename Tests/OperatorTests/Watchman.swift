import Controllers
import Documents
import GitOpsAPI
import KubeModel
import MemoryCluster
import Operating
import OperatorTesting
import Planning
import Sourcing
import Synchronization

/// Looks at the cluster after each write, and remembers what must never be.
final class Watchman: Sendable {
    fileprivate struct State {
        var wishes = Wishes()
        var objects: [String: Value] = [:]
        var applications: [String: Value] = [:]
        var log: [String] = []
        var violation: String?
        /// By run and name, the objects of hooks that were made.
        var hooks: [String: String] = [:]
        /// Of records of deployments, by name.
        var records: [String: String] = [:]
    }

    private let bench: Bench
    private let state = Mutex(State())

    /// More lines than that tell nobody anything.
    private static let longestLog = 100_000

    init(_ bench: Bench) {
        self.bench = bench
        bench.cluster.onAnswer { [weak self] request, status in self?.note(request, status) }
    }

    /// What is wanted from now on.
    func expect(_ wishes: Wishes) { state.withLock { $0.wishes = wishes } }

    /// Throws what has been found.
    func report() throws {
        if let violation = state.withLock(\.violation) { throw Unexpected(violation) }
    }

    /// Every request, with its time.
    var log: [String] { state.withLock(\.log) }

    private func note(_ request: MemoryRequest, _ status: Int) {
        state.withLock { state in
            if state.log.count < Self.longestLog {
                state.log.append(
                    "\(KubeTime(bench.surroundings).microDescription) \(request.verb) \(request.resource)/\(request.name) "
                        + "\(request.subresource) \(request.user) \(status)")
            }
            guard request.isWrite, status < 300 else { return }
            let (objects, applications) = (bench.configMaps, bench.applications)
            if request.isOperators, state.violation == nil {
                state.violation =
                    bench.misjudgement
                    ?? state.judgement(request, objects, applications, bench.intents).map { "\($0), by \(request)" }
            }
            (state.objects, state.applications) = (objects, applications)
            if request.resource == "jobs", request.verb == "create", state.violation == nil {
                state.violation = state.secondRun(of: bench.allJobs)
            }
            if request.resource == "gitopsdeployments", state.violation == nil {
                state.violation = state.changedEnding(among: bench.records)
            }
        }
    }
}

extension Bench {
    /// What the repository says of itself that is not so: its Secret is always there.
    fileprivate var misjudgement: String? {
        let repository = cluster.objects(group: "gitops.martlet.dev", resource: "gitopsrepositories").first
        let conditions = repository?.at("status", "conditions")?.array ?? []
        let isWrong = conditions.contains { $0["reason"] == "SecretNotFound" || $0["reason"] == "InvalidSecret" }
        return isWrong ? "the repository says that there is no Secret" : nil
    }
}

extension Watchman.State {
    /// No hook runs twice for one attempt of one operation.
    fileprivate mutating func secondRun(of jobs: [Value]) -> String? {
        for job in jobs {
            guard let run = job.annotation("gitops.martlet.dev/hook-run"), let uid = job.at("metadata", "uid")?.string
            else { continue }
            let first = hooks.updateValue(uid, forKey: "\(run) \(job.name ?? "")")
            if let first, first != uid { return "\(job.name ?? "") was made twice for \(run)" }
        }
        return nil
    }

    /// What has come to its end stays so.
    fileprivate mutating func changedEnding(among found: [GitOpsDeployment]) -> String? {
        for record in found {
            let (name, state) = (record.key.name, record.status.state)
            let before = records.updateValue(state.rawValue, forKey: name).flatMap(DeploymentMark.State.init)
            if let before, before.isFinal, before != state { return "\(name) was \(before), and is \(state)" }
        }
        return nil
    }

    /// What is wrong with a write that has just been carried out; nil where nothing is.
    fileprivate func judgement(
        _ request: MemoryRequest, _ objects: [String: Value], _ applications: [String: Value],
        _ intents: [IntentKey: OpenIntent]
    ) -> String? {
        if request.resource == "configmaps" {
            let name = request.name
            guard wishes.bystanders[name] == nil else { return "\(name) is nobody's, and was written" }
            let before = self.objects[name]
            if let owner = (objects[name] ?? before)?.owner, let application = applications[owner],
                application.isSuspended
            {
                return "\(name) was written although \(owner) is suspended"
            }
            if request.verb == "delete", let wrong = deletion(name, before, applications) { return wrong }
        }
        return unwritten(objects, applications, intents)
    }

    private func deletion(_ name: String, _ before: Value?, _ applications: [String: Value]) -> String? {
        guard let owner = before?.owner else { return "\(name) was deleted although it carries no mark" }
        guard let application = applications[owner] else { return "\(name) was deleted for \(owner), which is gone" }
        guard application.at("metadata", "deletionTimestamp") == nil else { return nil }
        if application.at("spec", "sync", "prune") == false, application.isObserved {
            return "\(name) was deleted although \(owner) deletes nothing"
        }
        let revision = application.at("status", "sync", "revision")?.string
        guard !wishes.allowsAbsence(of: name, from: owner, since: revision) else { return nil }
        return "\(name) was deleted although \(owner) wants it at every commit since \(revision ?? "the first")"
    }

    /// Whatever carries an application's mark stands in its inventory, or in the journal of what it is about to apply.
    private func unwritten(
        _ objects: [String: Value], _ applications: [String: Value], _ intents: [IntentKey: OpenIntent]
    ) -> String? {
        for (name, object) in objects.sorted(by: { $0.key < $1.key }) {
            guard let owner = object.owner else { continue }
            guard let application = applications[owner] else { return "\(name) is left behind by \(owner)" }
            let entries = application.at("status", "inventory", "entries")?.array ?? []
            let isThere = entries.contains { $0["id"]?.string?.hasPrefix("default_\(name)_") ?? false }
            guard isThere || application.intent(in: intents).contains(where: { $0.id.name == name }) else {
                return "\(name) carries the mark of \(owner), and no inventory has it"
            }
        }
        return nil
    }
}

extension MemoryRequest {
    /// Whether only the operator makes such requests in a simulation: applies under the applier's account, status, the
    /// journal, finalizers.
    var isOperators: Bool {
        isWrite
            && (user.hasSuffix(":martlet-applier") || subresource == "status" || resource == "events"
                || name.hasPrefix("martlet-journal-"))
    }
}

extension Bench {
    /// What the journal holds; nothing where it cannot be read, which nobody but the operator writes.
    fileprivate var intents: [IntentKey: OpenIntent] {
        let secret = cluster.objects(group: "", resource: "secrets").first {
            $0.name?.hasPrefix("martlet-journal-") ?? false
        }
        let key = ObjectKey(namespace: "default", name: secret?.name ?? "")
        return secret.flatMap { try? JournalSecret.intents(in: $0, key) } ?? [:]
    }
}

extension Value {
    /// What the journal has of an application.
    fileprivate func intent(in intents: [IntentKey: OpenIntent]) -> [InventoryEntry] {
        let owner = KeptSecret.Owner(
            application: ObjectKey(namespace: namespace ?? "", name: name ?? ""),
            uid: at("metadata", "uid")?.string ?? "")
        return intents[IntentKey(owner, over: GitOpsApplication.Status(self["status"]))]?.inventory.entries ?? []
    }

    /// The application whose mark an object carries.
    fileprivate var owner: String? {
        guard label("gitops.martlet.dev/managed-by") != nil,
            let owner = annotation("gitops.martlet.dev/application")?.split(separator: "/").last
        else { return nil }
        return String(owner)
    }

    /// Whether status speaks of the specification as it is.
    fileprivate var isObserved: Bool {
        at("status", "observedGeneration") == at("metadata", "generation")
    }

    fileprivate var isSuspended: Bool { at("spec", "suspend") == true && isObserved }
}
