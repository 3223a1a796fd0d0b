internal import Digests
internal import Directives
internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Observing
internal import Operating
internal import Probing
internal import Sourcing

/// A check in its phase, with all that it takes to carry it out.
struct CheckTurn: Sendable {
    /// What is asked.
    enum Subject: Sendable {
        case probe(Probe)
        case job(SteppedSync.HookTurn)
        /// What it takes is not there yet; why.
        case missing(String)
    }

    var check: Check
    var phase: SyncPhase
    /// A digest of what is asked for.
    var definition: String
    var subject: Subject

    var pace: Operation.CheckPace {
        Operation.CheckPace(
            interval: check.interval.duration, timeout: check.timeout.duration,
            initialDelay: check.initialDelay.duration, successes: check.successes, failures: check.failures)
    }

    var job: SteppedSync.HookTurn? { if case .job(let turn) = subject { turn } else { nil } }

    /// Whether it asks what a record is of.
    func asks(_ run: Operation.CheckRun) -> Bool {
        run.phase == phase && run.name == check.name && run.definition == definition
    }

    /// Whether a record is its own. A Job is made once for an attempt, whatever becomes of its template.
    func isRecorded(by run: Operation.CheckRun) -> Bool {
        asks(run) || (job != nil && run.phase == phase && run.name == check.name)
    }
}

extension Checks {
    /// All, each with its phase.
    var all: [(phase: SyncPhase, check: Check)] {
        before.map { (.before, $0) } + after.map { (.after, $0) }
    }
}

extension RunContext {
    /// The checks of a specification.
    ///
    /// - Parameter hooks: among which are those of the Jobs.
    func checks(_ spec: GitOpsApplication.Spec, _ hooks: [PreparedHook]) -> [CheckTurn] {
        spec.checks.all.map { phase, check in
            let digest = services.destination.digestKey.digest(of: Digest.of(check.value))
            return CheckTurn(
                check: check, phase: phase, definition: String(digest.hex.prefix(16)),
                subject: subject(check, phase, hooks))
        }
    }

    private func subject(_ check: Check, _ phase: SyncPhase, _ hooks: [PreparedHook]) -> CheckTurn.Subject {
        if check.job != nil {
            let name = CheckJob(application: key, phase: phase, check: check).name
            let hook = hooks.first { $0.role.runs(in: phase, of: .upgrade) && $0.id.name == name }
            return hook.map { .job(SteppedSync.HookTurn(hook: $0, phase: phase)) }
                ?? .missing("its Job is not known yet")
        }
        switch authorities(check.caReference) {
        case .failure(let flaw): return .missing(flaw.finding.message)
        case .success(let caPEM): return check.probe(caPEM: caPEM).map { .probe($0) } ?? .missing("asks nothing")
        }
    }

    private func authorities(_ reference: CAReference?) -> Result<[UInt8]?, Flaw> {
        guard let reference else { return .success(nil) }
        let object = NamedReference(reference, in: key.namespace)
        switch services.sources.references.value(of: object) {
        case .outOfDate: return .failure(Flaw("", "the ConfigMap \(reference.name) is not known yet"))
        case .absent: return .failure(Flaw("", "there is no ConfigMap \(reference.name)"))
        case .found(let object):
            guard let text = object.at("data", reference.key)?.string else {
                return .failure(Flaw("", "the ConfigMap \(reference.name) has no entry \(reference.key)"))
            }
            return .success(Array(text.utf8))
        }
    }
}

extension NamedReference {
    init(_ reference: CAReference, in namespace: String) {
        self.init(type: .configMaps, key: ObjectKey(namespace: namespace, name: reference.name))
    }
}

extension Check {
    /// What it asks other than Kubernetes; nil for a Job.
    func probe(caPEM: [UInt8]?) -> Probe? {
        if let http, let statuses = http.statuses {
            return .http(
                HTTPProbe(
                    method: http.method.rawValue, url: http.url, statuses: statuses, bodyContains: http.bodyContains,
                    caPEM: caPEM))
        }
        return prometheus.map { prometheus in
            .prometheus(
                PrometheusProbe(
                    address: prometheus.address, query: prometheus.query, min: prometheus.min, max: prometheus.max,
                    noData: prometheus.noData.meaning, caPEM: caPEM))
        }
    }
}

extension PrometheusCheck.NoData {
    fileprivate var meaning: PrometheusProbe.NoData {
        switch self {
        case .hold: .isOpen
        case .fail: .isFailure
        case .pass: .isFine
        }
    }
}
