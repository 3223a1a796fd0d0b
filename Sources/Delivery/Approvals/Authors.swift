/// Who has written what is deployed, as commits say. That is a hint only: anybody may write anything there.
package struct Authors: Sendable, Hashable {
    private var names: Set<String> = []

    package init() {}

    /// Adds somebody by what a commit calls them.
    package mutating func add(name: String, email: String) {
        let email = email.lowercased()
        for text in [name.lowercased(), email, email.split(separator: "@").first.map(String.init) ?? ""] {
            if !text.isEmpty { names.insert(text) }
        }
    }

    /// Whether a user seems to be one of them. Names that were made for Kubernetes may begin with who has made them: `oidc:alice`.
    package func include(_ user: String) -> Bool {
        let user = user.lowercased()
        let last = user.split(whereSeparator: { ":#/".contains($0) }).last.map(String.init) ?? user
        let local = last.split(separator: "@").first.map(String.init) ?? last
        return !names.isDisjoint(with: [user, last, local])
    }
}
