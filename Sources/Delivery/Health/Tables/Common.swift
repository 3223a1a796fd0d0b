/// What many controllers have in common.

let byReady: [Clause] = [.degraded(.isFalse("Ready")), .healthy(.isTrue("Ready"))]

/// Where `Ready=False` means only that it is not ready yet.
let byReadyInTime: [Clause] = [.healthy(.isTrue("Ready")), .progressing(.isNotTrue("Ready"))]

let bySynced: [Clause] = [.degraded(.isFalse("Synced")), .healthy(.isTrue("Synced"))]

let byDeployed: [Clause] = [.degraded(.isFalse("Deployed")), .healthy(.isTrue("Deployed"))]

let unlessPaused: Clause = .suspended(.flag("spec.paused"), says: "is paused")

let unlessSuspended: Clause = .suspended(.flag("spec.suspend"), says: "is suspended")

/// As OpenShift's operators speak, and those that follow them.
let byAvailability: [Clause] = [
    .degraded(.isTrue("Degraded")), .progressing(.isTrue("Progressing")), .healthy(.isTrue("Available")),
    .degraded(.isFalse("Available")),
]
