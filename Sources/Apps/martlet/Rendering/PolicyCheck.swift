import Commands
import Controllers
import Documents
import GitOpsAPI
import Kustomize
import LogOutput
import Policies
import Previewing
import Rendering
import Surroundings

/// Judges what is rendered by policies, without a cluster: nothing is known of what is there, so `oldObject` is null.
struct PolicyCheck {
    /// What one path has rendered to.
    struct Rendered {
        var set: ManifestSet
        /// The folder that the names of files are below.
        var folder: String
    }

    private let policies: PolicySet
    private let application: GitOpsApplication?
    private let namespaceLabels: [String: String]

    /// - Parameters:
    ///   - application: what it is rendered for; nil where nobody says: then policies for certain applications do not count.
    ///   - namespaceLabels: what is known of the labels of the namespace.
    init(_ policies: [GitOpsPolicy], application: GitOpsApplication?, namespaceLabels: [String: String]) {
        self.policies = PolicySet(policies.map { Policy($0) })
        self.application = application
        self.namespaceLabels = namespaceLabels
    }

    /// Says what there is to say. Throws where something is refused.
    func run(on rendered: [Rendered]) throws(CommandError) {
        for policy in policies.policies {
            for problem in policy.problems { say("policy \(policy.name): \(problem)") }
        }
        let findings = findings(on: rendered)
        let refused = findings.denied + findings.held
        for finding in refused { say(line(finding, "denied by")) }
        for finding in findings.warned { say(line(finding, "warned of by")) }
        for finding in findings.raised {
            guard case .raise(let impact) = finding.action else { continue }
            say(line(finding, "of \(impact.rawValue) impact by"))
        }
        if findings.leftOut > 0 { say("and \(findings.leftOut) more") }
        let broken = policies.policies.count { !$0.problems.isEmpty }
        guard refused.isEmpty, broken == 0 else {
            let count = Set(refused.map(\.object)).count
            throw CommandError(
                .refused,
                broken > 0
                    ? "\(broken) \(broken == 1 ? "policy" : "policies") cannot be read"
                    : "policies refuse \(count) \(count == 1 ? "object" : "objects")")
        }
    }

    private func line(_ finding: PolicyFinding, _ verdict: String) -> String {
        "\(finding.place): \(finding.object): \(verdict) \(finding.source): \(finding.message)"
    }

    private func say(_ line: String) { StandardError.write(Array("\(line)\n".utf8)) }

    private func findings(on rendered: [Rendered]) -> PolicyFindings {
        let metadata = application?.metadata
        let policies = policies.applying(toApplicationWith: metadata?.labels ?? [:])
        let spec = try? application?.spec.get()
        let seen = spec.flatMap { application?.seenByPolicies($0) } ?? ["metadata": ["labels": [:]], "spec": [:]]
        var generator = Surroundings.system.generator
        let key = (0..<32).map { _ in UInt8.random(in: 0...255, using: &generator) }
        let judge = PolicyJudge(application: seen, mask: Mask(key: key, texts: SecretTexts()))
        var allowance = PolicyJudge.Allowance.application
        var findings = PolicyFindings()
        for (set, folder) in rendered.map({ ($0.set, $0.folder) }) {
            let hooks = set.hooks.compactMap { try? $0.manifest.get() }
            for manifest in set.manifests + hooks {
                let object = manifest.value
                let id = placed(manifest.id, object)
                let file = folder.isEmpty ? manifest.file : "\(folder)/\(manifest.file)"
                for finding in judge.findings(
                    on: PolicyJudge.Subject(id: id, place: "\(file):\(manifest.line)", object: object),
                    by: policies.about(id, namespaceLabels: [labels(of: id.ownNamespace)]), after: .none, &allowance)
                { findings.add(finding) }
            }
        }
        return findings
    }

    private func labels(of namespace: String) -> [String: String] {
        namespaceLabels.merging(["kubernetes.io/metadata.name": namespace]) { given, _ in given }
    }

    /// With the namespace in which it is to be, as far as that is known.
    private func placed(_ id: ObjectID, _ object: Value) -> ObjectID {
        var id = id
        if let kind = object.groupVersionKind, ClusterScopedKinds.contains(kind) {
            id.namespace = ""
        } else if id.namespace.isEmpty, let application, let spec = try? application.spec.get() {
            id.namespace = spec.destination.namespace(from: application.metadata.key.namespace)
        }
        return id
    }
}
