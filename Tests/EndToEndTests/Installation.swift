import Documents
import FoundationEssentials
import OperatorTesting
import TestKit

/// The Martlet that the cluster runs.
enum Installation {
    static let namespace = "martlet-system"
    static let deployment = "deployment/martlet-controller"

    /// The controller's Pods that are not about to end.
    static func pods() async throws -> [Value] {
        try await Kubectl.items(["--namespace", namespace, "get", "pods", "-l", "app.kubernetes.io/name=martlet"])
            .filter { $0.at("metadata", "deletionTimestamp") == nil }
    }

    static func isReady(_ pod: Value) -> Bool {
        pod.at("status", "containerStatuses")?.array?.allSatisfy { $0["ready"]?.bool == true } ?? false
    }

    static func log() async throws -> String {
        try await Kubectl.run(
            ["--namespace", namespace, "logs", "-l", "app.kubernetes.io/name=martlet", "--tail=20", "--prefix"])
    }

    static func scale(to replicas: Int) async throws {
        try await Kubectl.run(["--namespace", namespace, "scale", deployment, "--replicas=\(replicas)"])
        try await waitForRollout()
    }

    /// Rolls out another image, as an upgrade does.
    static func use(image: String) async throws {
        try await Kubectl.run(["--namespace", namespace, "set", "image", deployment, "controller=\(image)"])
        try await waitForRollout()
    }

    static func waitForRollout() async throws {
        try await Kubectl.run(
            ["--namespace", namespace, "rollout", "status", deployment, "--timeout=150s"], within: .seconds(180))
    }

    // MARK: Leadership

    struct Hold: Hashable, Sendable {
        var holder: String
        var acquired: Date?
        var renewed: Date?
        var transitions: Int
    }

    static func lease() async throws -> Hold {
        let leases = try await Kubectl.items(["--namespace", namespace, "get", "leases"])
        guard leases.count == 1, let spec = leases[0]["spec"] else {
            throw Unexpected("there are \(leases.count) Leases, where one controller takes one")
        }
        return Hold(
            holder: spec["holderIdentity"]?.string ?? "", acquired: date(spec["acquireTime"]),
            renewed: date(spec["renewTime"]), transitions: spec["leaseTransitions"]?.integer ?? 0)
    }

    private static func date(_ text: Value?) -> Date? {
        try? Date(text?.string ?? "", strategy: Date.ISO8601FormatStyle(includingFractionalSeconds: true))
    }

    /// The Pod that works now.
    static func leader() async throws -> Value {
        let holder = try await lease().holder
        guard let pod = try await pods().first(where: { holder.hasPrefix($0.name ?? "no name") }) else {
            throw Unexpected("no Pod holds the Lease; its holder is '\(holder)'")
        }
        return pod
    }

    /// Waits for a state of the Lease, and returns it as it was first seen.
    @discardableResult static func waitForLease(
        within limit: Duration, _ isMeant: (Hold) -> Bool
    ) async throws -> Hold {
        var seen: Hold?
        try await eventually("a replica takes the Lease", within: limit, evidence: { (try? await log()) ?? "" }) {
            let now = try await lease()
            if !now.holder.isEmpty, isMeant(now) { seen = now }
            return seen != nil
        }
        guard let seen else { throw Unexpected("nobody took the Lease") }
        return seen
    }

    /// Waits until a Pod that is ready holds the Lease.
    ///
    /// - Parameter holder: who must no longer hold it.
    static func waitForLeader(other holder: String = "", within limit: Duration) async throws {
        try await waitForLease(within: limit) { $0.holder != holder }
        try await eventually("the leader is ready", within: limit, evidence: { (try? await log()) ?? "" }) {
            isReady(try await leader())
        }
    }

    /// The sum of all series of a metric of a Pod that carry these labels.
    static func metric(_ name: String, _ labels: [String: String] = [:], of pod: Value) async throws -> Double {
        let page = try await Kubectl.run([
            "get", "--raw", "/api/v1/namespaces/\(namespace)/pods/\(pod.name ?? ""):8080/proxy/metrics",
        ])
        return MetricsPage(page).sum(name, labels)
    }
}
