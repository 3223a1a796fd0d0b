/// The references that a remote has, and what they name.
package struct RemoteListing: Sendable {
    /// By full name, such as `refs/heads/main`; an annotated tag is itself here …
    private var objects: [String: String] = [:]
    /// … and what it points to here.
    private var peeled: [String: String] = [:]
    /// The reference that HEAD stands for.
    private var head: String?

    package init() {}

    /// What is no name is left out, as if the remote did not have it.
    package mutating func add(_ text: String, _ object: String, target: String?) {
        let isPeeled = text.hasSuffix(ReferenceName.peeled)
        guard let name = ReferenceName.read(text.utf8.dropLast(isPeeled ? ReferenceName.peeled.utf8.count : 0)) else {
            return
        }
        if isPeeled { peeled[name] = object } else { objects[name] = object }
        if name == ReferenceName.head { head = target }
    }

    /// A branch or tag is named with its prefix or without.
    static func full(_ name: String, _ prefix: String) -> String { name.hasPrefix(prefix) ? name : prefix + name }

    /// What has to be fetched for a reference, by the remote's state at the listing.
    package func find(_ reference: GitReference) throws(GitError) -> WantedReference {
        switch reference {
        case .head: return try findHead()
        case .branch(let name): return try named(ReferenceName.branches, name, "branch")
        case .tag(let name): return try named(ReferenceName.tags, name, "tag")
        case .semver(let range): return try highest(in: range)
        case .commit(let id): return try commit(id)
        }
    }

    private func findHead() throws(GitError) -> WantedReference {
        if let head, let object = objects[head] {
            let isBranch = head.hasPrefix(ReferenceName.branches)
            let name = isBranch ? String(head.dropFirst(ReferenceName.branches.count)) : head
            return WantedReference(name: name, refspec: head, object: object)
        }
        guard let object = objects[ReferenceName.head] else {
            let reason =
                objects.isEmpty ? "the repository is empty" : "the repository's HEAD names a branch that does not exist"
            throw GitError(.notFound(.reference), "\(reason); push a branch, or name one in the reference")
        }
        return WantedReference(name: ReferenceName.head, refspec: ReferenceName.head, object: object)
    }

    private func named(_ prefix: String, _ name: String, _ kind: String) throws(GitError) -> WantedReference {
        let full = RemoteListing.full(name, prefix)
        guard ReferenceName.read(full.utf8) != nil else {
            throw GitError(
                .invalid,
                "\"\(Excerpt.of(name, limit: 200))\" cannot be the name of a \(kind): one has up to \(ReferenceName.limit) "
                    + "bytes with \(prefix), and none of the characters that git does not allow; correct it")
        }
        guard let object = objects[full] else {
            throw GitError(.notFound(.reference), "the remote has no \(kind) \"\(name.prefix(200))\"")
        }
        return WantedReference(
            name: String(full.dropFirst(prefix.count)), refspec: full, object: peeled[full] ?? object)
    }

    private func highest(in text: String) throws(GitError) -> WantedReference {
        let range = try VersionRange(text)
        let tags = objects.keys.lazy.filter { $0.hasPrefix(ReferenceName.tags) }
            .map { String($0.dropFirst(ReferenceName.tags.count)) }
        guard let tag = range.highest(of: tags) else {
            throw GitError(
                .notFound(.reference), "the remote has no tag that is a version in the range \"\(text.prefix(200))\"")
        }
        return try named(ReferenceName.tags, tag, "tag")
    }

    private func commit(_ id: String) throws(GitError) -> WantedReference {
        let id = try GitReference.fullID(id)
        let owner = objects.first { $0.value == id }?.key ?? peeled.first { $0.value == id }?.key
        if let owner { return WantedReference(name: "", refspec: owner, object: id) }
        return WantedReference(name: "", refspec: "\(id):refs/martlet/\(id)", object: id, isListed: false)
    }
}

/// One thing to fetch.
package struct WantedReference: Sendable, Hashable {
    /// As people call it; empty for a commit.
    package var name: String
    var refspec: String
    /// Mostly a commit; what it is shows once it is here.
    package var object: String
    /// False for a commit that no reference of the remote names directly.
    var isListed = true
}

extension GitReference {
    /// The id in the form in which it is stored; throws where it is none.
    package static func fullID(_ text: String) throws(GitError) -> String {
        let id = text.lowercased()
        guard ObjectFormat.isID(id) else {
            throw GitError(
                .invalid, "\"\(text.prefix(64))\" is not a commit's full id; write all 40 hexadecimal digits")
        }
        return id
    }
}
