import Documents

@Sendable func daemonSetHealth(_ daemonSet: Value) -> ObjectHealth? {
    if daemonSet.isObservedLate { return ObjectHealth(.progressing, "waits for the new spec to be observed") }
    if daemonSet.at("spec", "updateStrategy", "type")?.string == "OnDelete" { return ObjectHealth(.healthy) }
    guard daemonSet.at("status", "desiredNumberScheduled")?.integer != nil else {
        return ObjectHealth(.progressing, "waits for its nodes to be counted")
    }
    let wanted = daemonSet.count("desiredNumberScheduled")
    let (updated, available) = (daemonSet.count("updatedNumberScheduled"), daemonSet.count("numberAvailable"))
    if updated < wanted { return ObjectHealth(.progressing, "\(updated) of \(wanted) pods are updated") }
    if available < wanted { return ObjectHealth(.progressing, "\(available) of \(wanted) pods are available") }
    let ready = daemonSet.count("numberReady")
    if ready < wanted { return ObjectHealth(.progressing, "\(ready) of \(wanted) pods are ready") }
    return ObjectHealth(.healthy)
}
