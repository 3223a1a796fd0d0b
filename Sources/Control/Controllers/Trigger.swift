internal import KubeRuntime

/// What causes work on an application, by the word that stands in `status.operation.trigger`. Of several the first one here
/// is named there: what a person wants comes before what the cluster does.
enum Trigger: String, Sendable, CaseIterable {
    case request = "Requested"
    /// An application goes back to an earlier revision.
    case rollback = "Rollback"
    case resource = "ResourceChanged"
    case revision = "NewRevision"
    case reference = "ReferenceChanged"
    case policy = "PolicyChanged"
    /// Somebody has approved, or rejected.
    case approval = "Approval"
    case environment = "EnvironmentChanged"
    case dependency = "DependencyReady"
    /// A window has opened, or is another.
    case window = "WindowChanged"
    case start = "Start"
    case live = "LiveChange"
    case resync = "Resync"
    /// Where nothing else is the cause: it is time to look again.
    case retry = "Retry"

    /// As the queue keeps it.
    var causes: Causes { Causes(rawValue: 1 << UInt32(Trigger.allCases.firstIndex(of: self) ?? 0)) }
}

extension Causes {
    func contains(_ trigger: Trigger) -> Bool { isSuperset(of: trigger.causes) }

    /// The one that is named.
    var leading: Trigger { Trigger.allCases.first(where: contains) ?? .retry }
}
