internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import Sourcing
internal import TimeZones
internal import Windows

/// A window as it was read: what it decides, for whom, and what is wrong with it.
struct WindowRuling: Sendable, Hashable {
    var rule: WindowRule
    var selector: GitOpsWindow.Selector
    /// Why it cannot be used, so that it holds all that it is for; nil where it can.
    var flaw: Finding?

    /// Never fails: what cannot be read holds, because somebody meant it to.
    init(_ window: GitOpsWindow, _ zones: ZoneFiles) {
        let spec = (try? window.spec.get()) ?? GitOpsWindow.Spec()
        let rule = WindowRule(
            name: window.metadata.key.name, effect: spec.effect, times: .fixed(isOpen: false),
            actions: spec.applies.isEmpty ? [.deploy] : Set(spec.applies), end: spec.running)
        selector = spec.selector
        switch Self.times(window, zones) {
        case .success(let times):
            self.rule = rule
            self.rule.times = times
        case .failure(let flaw):
            self.flaw = flaw.finding
            self.rule = rule.failing(flaw.finding.message)
        }
    }

    private static func times(_ window: GitOpsWindow, _ zones: ZoneFiles) -> Result<WindowTimes, Flaw> {
        let spec: GitOpsWindow.Spec
        switch window.spec {
        case .failure(let error): return .failure(Flaw("InvalidSpec", error.description))
        case .success(let read): spec = read
        }
        if let problem = spec.validate().first { return .failure(Flaw("InvalidSpec", problem.description)) }
        if let from = spec.from, let to = spec.to { return .success(.once(from: from, to: to)) }
        guard let zone = zones.rules(named: spec.timeZone) else {
            let message =
                "the controller knows no time zone \(spec.timeZone); set spec.timeZone to a name of the IANA's database, "
                + "such as Europe/Berlin"
            return .failure(Flaw("UnknownTimeZone", message))
        }
        guard let recurring = spec.recurring, let schedule = try? CronSchedule(recurring.cron) else {
            return .failure(Flaw("InvalidSpec", "spec.recurring.cron cannot be read"))
        }
        return .success(
            .recurring(
                WindowTimes.Recurrence(schedule: schedule, length: recurring.duration.duration, zone: zone)))
    }
}

/// What windows choose an application by.
struct WindowSubject: Sendable, Hashable {
    /// The application's own.
    var labels: [String: String] = [:]
    /// Where its objects are, as far as that is known, and where it is.
    var namespaces: Set<String> = []
    /// The GitOpsEnvironments that bind it.
    var environments: Set<String> = []
    /// The labels of those that it is about to make.
    var expected: [String: [String: String]] = [:]
}

extension Value {
    /// What the metadata of an object has.
    var labels: [String: String] {
        guard case .object(let members)? = at("metadata", "labels") else { return [:] }
        var labels: [String: String] = [:]
        for (name, value) in members { labels[name] = value.string }
        return labels
    }
}
