package import Documents

/// What one object has to say to its application's health.
package enum HealthContribution: Sendable, Hashable {
    /// It is there; nil where its kind has no health of its own.
    case present(ObjectHealth?)
    /// It is there, and asks to be left out; see `ignoresHealth`.
    case ignored
    /// It is desired, and not there.
    case missing
}

/// How an application is.
package struct HealthSummary: Sendable, Hashable {
    package var status: HealthStatus
    /// Names up to three of the objects that make it so; empty where it is healthy.
    package var message: String
    /// How many objects are there and neither healthy nor suspended.
    package var unhealthy: Int

    package init(status: HealthStatus, message: String, unhealthy: Int) {
        self.status = status
        self.message = message
        self.unhealthy = unhealthy
    }
}

private let namedCauses = 3

/// An application is as its worst object is, with these exceptions, which are Argo CD's but for the last:
/// - a missing object does not count (the application is out of sync, which says more), unless all are missing;
/// - a child application that is `Missing` or `Unknown` does not count: it says so itself;
/// - a suspended CronJob does not count: it is meant to rest while the application works.
///
/// An application without objects is healthy.
package func rollUp(_ objects: some Sequence<(id: ObjectID, health: HealthContribution)>) -> HealthSummary {
    var worst = HealthStatus.healthy
    var causes: [(id: ObjectID, message: String)] = []
    var (present, missing, unhealthy) = (0, 0, 0)
    for (id, contribution) in objects {
        guard case .present(let health) = contribution else {
            if contribution == .missing { missing += 1 } else { present += 1 }
            continue
        }
        present += 1
        guard let health, health.status != .healthy else { continue }
        if health.status > .suspended { unhealthy += 1 }
        guard counts(health.status, of: id), health.status >= worst else { continue }
        if health.status > worst { causes = [] }
        worst = health.status
        causes.append((id, health.message))
    }
    if present == 0, missing > 0 {
        return HealthSummary(status: .missing, message: "none of its \(missing) objects is there", unhealthy: 0)
    }
    return HealthSummary(status: worst, message: message(of: causes), unhealthy: unhealthy)
}

private func counts(_ status: HealthStatus, of id: ObjectID) -> Bool {
    switch id.groupKind {
    case GroupKind(group: "gitops.martlet.dev", kind: "GitOpsApplication"),
        GroupKind(group: "argoproj.io", kind: "Application"):
        status != .missing && status != .unknown
    case GroupKind(group: "batch", kind: "CronJob"):
        status != .suspended
    default:
        true
    }
}

/// The causes in the order of their names, so that the same state always reads the same.
private func message(of causes: [(id: ObjectID, message: String)]) -> String {
    let named = causes.map { ($0.id.description, $0.message) }.sorted { $0.0 < $1.0 }.prefix(namedCauses)
    var texts = named.map { $0.0.because($0.1) }
    if causes.count > namedCauses { texts.append("and \(causes.count - namedCauses) more") }
    return texts.joined(separator: "; ")
}
