internal import GitOpsAPI

extension ApplicationReport {
    /// The request for some objects that is done with, or comes to nothing because no request would.
    func handledObjects(_ metadata: ResourceMetadata) -> ObjectRequest? {
        if let chosen { return chosen }
        return handlesSync && verdict != .proceeds ? metadata.requestedObjects.map(ObjectRequest.init) : nil
    }
}
