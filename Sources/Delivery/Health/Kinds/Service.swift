import Documents

@Sendable func serviceHealth(_ service: Value) -> ObjectHealth? {
    guard service.at("spec", "type")?.string == "LoadBalancer" else { return ObjectHealth(.healthy) }
    let addresses = service.at("status", "loadBalancer", "ingress")?.array ?? []
    return addresses.isEmpty
        ? ObjectHealth(.progressing, "waits for an address from the load balancer") : ObjectHealth(.healthy)
}
