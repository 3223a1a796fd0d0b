/// A request to a receiver as it came in, not believed yet.
package struct Delivery: Sendable, Hashable {
    /// By their names in lower case; of several of a name the first.
    package var headers: [String: String]
    /// Behind the question mark.
    package var query: String
    /// As the sender has signed it.
    package var body: [UInt8]

    package init(headers: [String: String], query: String, body: [UInt8]) {
        self.headers = headers
        self.query = query
        self.body = body
    }

    /// The value of a member of the query; nil where there is none.
    func queryValue(_ name: String) -> String? { FormFields.value(of: name, in: query) }
}

/// Who sends: what a receiver's `type` says, and with it how a delivery is signed and what stands in it.
package enum Sender: String, Sendable, Hashable, CaseIterable {
    case gitHub = "GitHub"
    case gitLab = "GitLab"
    /// Forgejo and Gogs as well.
    case gitea = "Gitea"
    case bitbucket = "Bitbucket"
    case bitbucketServer = "BitbucketServer"
    case azureDevOps = "AzureDevOps"
    case generic = "Generic"
    case harbor = "Harbor"
    case dockerHub = "DockerHub"
    case ghcr = "GHCR"
    case quay = "Quay"
    case cloudEvents = "CloudEvents"
}
