internal import Digests
internal import Documents
internal import Git
internal import GitOpsAPI
internal import KubeModel
internal import Sourcing

/// What one environment asks of an application: by its own rules, and by those of the commits that are deployed.
struct EnvironmentDemand: Sendable, Hashable {
    var ruling: EnvironmentRuling
    var rules: GitOpsEnvironment.Rules
    var backups: [GitOpsEnvironment.Backup]
    /// Of all that, so that what was approved by other rules is not approved by these.
    var digest: String

    var name: String { ruling.name }

    init(_ ruling: EnvironmentRuling, besides policies: [DeploymentPolicy]) {
        self.ruling = ruling
        let added = policies.compactMap { $0.environments[ruling.name] }
        rules = added.reduce(ruling.rules) { $0.tightened(by: $1) }
        backups = ([ruling.rules] + added).compactMap(\.backup)
        let parts = [Value.string(ruling.uid), ruling.rules.value] + added.map(\.value)
        digest = Digest.of(.array(parts)).hex
    }
}

/// The environments that bind an application.
struct BoundEnvironments: Sendable {
    var demands: [EnvironmentDemand] = []
    /// Why nobody knows, or what makes one unusable: then nothing new passes.
    var flaw: Finding?

    var names: [String] { demands.map(\.name) }
    /// The checks that are their backups.
    var backups: Set<String> {
        Set(demands.flatMap { demand in demand.backups.indices.map { demand.backupName($0) } })
    }

    static let none = BoundEnvironments()
}

extension GitOpsApplication.Spec {
    /// The same with what environments check, and what they do about failures.
    ///
    /// - Parameter backups: of which the Job comes before all, by the name of its check.
    func bound(by environments: BoundEnvironments, backups: (String, GitOpsEnvironment.Backup) -> Bool) -> Self {
        guard !environments.demands.isEmpty else { return self }
        var spec = self
        for demand in environments.demands {
            for (index, backup) in demand.backups.enumerated() {
                let name = demand.backupName(index)
                if backups(name, backup) { spec.checks.before.insert(backup.check(named: name), at: 0) }
            }
            spec.checks.before += demand.rules.checks.before.map { demand.named($0) }
            spec.checks.after += demand.rules.checks.after.map { demand.named($0) }
            spec.health.onFailure = max(spec.health.onFailure, demand.rules.onFailure)
        }
        return spec
    }
}

extension EnvironmentDemand {
    /// Of a name that an object's is made of, in bytes.
    private static let longestName = 46

    /// What the check of a backup is called.
    func backupName(_ index: Int) -> String { "backup-\(index)".named(in: name, atMost: Self.longestName) }

    /// The same check, as none of the application's or of another environment.
    fileprivate func named(_ check: Check) -> Check {
        var check = check
        check.name = check.name.named(in: name, atMost: Self.longestName)
        return check
    }
}

extension String {
    fileprivate func named(in environment: String, atMost length: Int) -> String {
        let whole = "\(environment)-\(self)"
        guard whole.utf8.count > length || environment.contains(".") else { return whole }
        let start = whole.replacing(".", with: "-").prefix(length - 9)
        return "\(start)-\(Digest.of(.string(whole)).hex.prefix(8))"
    }
}

extension GitOpsEnvironment.Backup {
    fileprivate func check(named name: String) -> Check {
        var check = Check()
        (check.name, check.job, check.timeout) = (name, job, timeout)
        return check
    }
}
