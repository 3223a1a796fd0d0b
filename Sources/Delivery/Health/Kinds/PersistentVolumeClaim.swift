import Documents

@Sendable func persistentVolumeClaimHealth(_ claim: Value) -> ObjectHealth? {
    switch claim.at("status", "phase")?.string {
    case "Bound": ObjectHealth(.healthy)
    case "Pending": ObjectHealth(.progressing, "waits for a volume")
    case "Lost": ObjectHealth(.degraded, "its volume is gone")
    case nil, "": ObjectHealth(.progressing, "waits to be processed")
    case let phase?: ObjectHealth(.unknown, "has the unknown phase “\(phase)”")
    }
}
