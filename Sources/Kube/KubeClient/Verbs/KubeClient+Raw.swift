package import KubeModel

extension KubeClient {
    /// A request on any path, for instance `/version` or `/readyz`; returns the answer's body as it came.
    /// Repeated only where the method is GET.
    package func request(
        method: String, path: String, query: [(String, String)], body: [UInt8]?, contentType: String?
    ) async throws(KubeError) -> [UInt8] {
        let request = APIRequest(
            verb: Self.verb(ofMethod: method), method: method, path: path, query: query, body: body,
            contentType: contentType, timeout: method == "GET" ? RequestBounds.read : RequestBounds.write,
            isRepeatable: method == "GET", isSecret: path.contains("/secrets"))
        return try await answer(to: request)
    }

    private static func verb(ofMethod method: String) -> APIRequest.Verb {
        switch method {
        case "POST": .create
        case "PUT": .update
        case "PATCH": .patch
        case "DELETE": .delete
        default: .get
        }
    }
}
