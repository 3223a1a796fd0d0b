internal import Documents

extension Delivery {
    /// What it says, once it is known who has sent it. Every member may be missing or be something else: then it counts as absent.
    package func read(from sender: Sender) -> Reading {
        if let reading = readHead(from: sender) { return reading }
        let content: Value
        do throws(DocumentError) {
            content = try JSON.parse(json, limits: Self.limits, keeping: Self.isOfUse)
        } catch {
            return .malformed("the body is no JSON, or too large or too deep a one")
        }
        guard content.object != nil || (sender == .cloudEvents && content.array != nil) else {
            return .malformed("the body is no JSON object")
        }
        switch sender {
        case .gitHub, .gitea: return GitHubReading.push(content)
        case .ghcr: return RegistryReading.gitHub(content)
        case .gitLab: return GitLabReading.push(content)
        case .bitbucket: return BitbucketReading.push(content)
        case .bitbucketServer: return BitbucketReading.refsChanged(content)
        case .azureDevOps: return AzureReading.push(content)
        case .generic: return GenericReading.announcement(content)
        case .harbor: return RegistryReading.harbor(content)
        case .dockerHub: return RegistryReading.dockerHub(content)
        case .quay: return RegistryReading.quay(content)
        case .cloudEvents: return CloudEventReading.events(content, headers: headers)
        }
    }

    /// A body is bounded before by the server. Values are few beside the texts of commits' messages.
    private static let limits = DocumentLimits(bytes: 64 << 20, depth: 40, documents: 1, nodes: 200_000)

    /// Lists of commits are most of a push, and tell nothing of where references are.
    private static let isOfUse: MemberChoice = { key, _ in key != "commits" && key != "head_commit" }

    /// What the headers say alone; nil where the body has to be read.
    private func readHead(from sender: Sender) -> Reading? {
        switch sender {
        case .gitHub: return event("x-github-event", push: "push")
        case .ghcr: return event("x-github-event", push: "package")
        case .gitea:
            return event(
                ["x-forgejo-event", "x-gitea-event", "x-gogs-event"].first { headers[$0] != nil } ?? "x-github-event",
                push: "push")
        case .gitLab:
            guard let event = headers["x-gitlab-event"] else { return nil }
            return ["Push Hook", "Tag Push Hook", "System Hook"].contains(event) ? nil : .irrelevant
        case .bitbucket: return event("x-event-key", push: "repo:push")
        case .bitbucketServer: return event("x-event-key", push: "repo:refs_changed")
        case .azureDevOps, .generic, .harbor, .dockerHub, .quay, .cloudEvents: return nil
        }
    }

    private func event(_ header: String, push: String) -> Reading? {
        switch headers[header] {
        case push: nil
        case "ping", "diagnostics:ping": .ping
        default: .irrelevant
        }
    }

    /// The body, or what a form has of it: forges offer both.
    private var json: [UInt8] {
        guard headers["content-type"]?.lowercased().hasPrefix("application/x-www-form-urlencoded") == true else {
            return body
        }
        return FormFields.value(of: "payload", in: body) ?? []
    }
}

extension Value {
    /// The texts at these members, as far as there are any.
    func texts(_ keys: String...) -> [String] { keys.compactMap { self[$0]?.string } }
}
