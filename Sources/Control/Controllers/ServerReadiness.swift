internal import Documents
internal import KubeClient
internal import KubeModel

extension KubeClient {
    /// Throws where the server says that it is not ready. One that has just started does not know all of its kinds yet:
    /// then "no such kind" means nothing, and who forgot objects for it would leave them behind for ever.
    func confirmReady() async throws(KubeError) {
        do {
            _ = try await request(method: "GET", path: "/readyz", query: [], body: nil, contentType: nil)
        } catch let error where error.code == .notFound || error.code == .forbidden {
            // Nobody can tell: an old server, or one that tells only administrators.
            return
        }
    }

    /// The type of a kind, or of its successor where the server has dropped that version. Nil where the server
    /// certainly has none: of it nothing is left.
    func type(of gvk: GroupVersionKind) async throws(KubeError) -> ResourceType? {
        if let type = try await known(gvk) { return type }
        try await confirmReady()
        discovery.invalidate(group: gvk.group)
        return try await known(gvk)
    }

    private func known(_ gvk: GroupVersionKind) async throws(KubeError) -> ResourceType? {
        do {
            return try await discovery.resource(for: gvk)
        } catch let error where error.code == .unknownKind {
            do {
                return try await discovery.preferred(gvk.groupKind)
            } catch let error where error.code == .unknownKind {
                return nil
            }
        }
    }
}
