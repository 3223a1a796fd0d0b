package import Git
package import GitOpsAPI

extension GitOpsRepository.Spec {
    /// Its own reference, as git is asked for it.
    package var gitReference: GitReference {
        switch reference.choice {
        case .branch(let name): .branch(name)
        case .tag(let name): .tag(name)
        case .semver(let range): .semver(range)
        case .commit(let id): .commit(id)
        case .head, nil: .head
        }
    }
}

extension GitRevision {
    /// Reads `main@sha1:9f2c…` or `sha1:9f2c…`, of one source.
    package init?(text: String) {
        guard let mark = text.ranges(of: "sha1:").last else { return nil }
        let commit = String(text[mark.upperBound...])
        let reference = text[..<mark.lowerBound]
        // No reference of git's has a colon: that is a text of several sources.
        guard commit.utf8.count == 40, !reference.contains(":") else { return nil }
        self.init(reference: String(reference.hasSuffix("@") ? reference.dropLast() : reference), commit: commit)
    }
}
