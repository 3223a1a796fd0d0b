package import FoundationEssentials

/// What to look for in a remote.
package enum GitReference: Sendable, Hashable {
    /// The branch that the remote's HEAD names.
    case head
    case branch(String)
    case tag(String)
    /// The highest tag in a range of semantic versions, such as `^1.2` or `>=1.0.0 <3`.
    case semver(String)
    /// All 40 digits of a commit's id.
    case commit(String)
}

extension GitReference {
    /// What git understands by a name, the first that exists: a tag comes before a branch. Nothing is HEAD.
    ///
    /// Source: gitrevisions(7), of which only tags, branches and commits are here.
    package static func candidates(for name: String) -> [GitReference] {
        guard !name.isEmpty, name != "HEAD" else { return [.head] }
        if name.utf8.count == 40, name.allSatisfy(\.isHexDigit) { return [.commit(name)] }
        let path = name.hasPrefix("refs/") ? String(name.dropFirst(5)) : name
        if path.hasPrefix("tags/") { return [.tag(String(path.dropFirst(5)))] }
        if path.hasPrefix("heads/") { return [.branch(String(path.dropFirst(6)))] }
        return [.tag(name), .branch(name)]
    }
}

/// A reference and the commit that it named when the remote was asked.
package struct GitRevision: Sendable, Hashable, CustomStringConvertible {
    /// The branch or tag; empty where a commit was asked for by its id.
    package var reference: String
    /// 40 hexadecimal digits.
    package var commit: String

    package init(reference: String, commit: String) {
        self.reference = reference
        self.commit = commit
    }

    /// `main@sha1:9f2c…`, or `sha1:9f2c…` without a reference.
    package var description: String { reference.isEmpty ? "sha1:\(commit)" : "\(reference)@sha1:\(commit)" }
}

/// What a commit says of itself.
package struct GitCommit: Sendable, Hashable {
    package var sha: String
    package var author: String
    package var email: String
    /// The first line of its message.
    package var message: String
    /// When it was committed, by the committer's clock.
    package var time: Date
    /// The root folder's object id.
    package var tree: String
    /// The commits that it was made of, of which a mirror need not have any.
    package var parents: [String]

    package init(
        sha: String, author: String, email: String, message: String, time: Date, tree: String, parents: [String] = []
    ) {
        self.sha = sha
        self.author = author
        self.email = email
        self.message = message
        self.time = time
        self.tree = tree
        self.parents = parents
    }
}

/// What a refresh found.
package struct GitRefresh: Sendable {
    package var revisions: [GitReference: Result<GitRevision, GitError>]
    /// Whether objects were received; false where the mirror had everything already.
    package var fetched: Bool

    package init(revisions: [GitReference: Result<GitRevision, GitError>], fetched: Bool) {
        self.revisions = revisions
        self.fetched = fetched
    }
}

/// What one round of work with a remote took, for metrics.
package struct GitActivity: Sendable {
    package var url: String
    package var listings: Int
    package var fetches: Int
    package var receivedBytes: Int
    package var duration: Duration
    package var error: GitError?
}
