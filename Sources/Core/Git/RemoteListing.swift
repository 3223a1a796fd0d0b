/// The references that a remote has, and what they name.
struct RemoteListing: Sendable {
    /// By full name, such as `refs/heads/main`; an annotated tag is itself here …
    private var objects: [String: String] = [:]
    /// … and what it points to here.
    private var peeled: [String: String] = [:]
    /// The reference that HEAD stands for.
    private var head: String?

    mutating func add(_ name: String, _ object: String, target: String?) {
        if name.hasSuffix("^{}") {
            peeled[String(name.dropLast(3))] = object
        } else {
            objects[name] = object
        }
        if name == "HEAD" { head = target }
    }

    /// What has to be fetched for a reference, by the remote's state at the listing.
    func find(_ reference: GitReference) throws(GitError) -> WantedReference {
        switch reference {
        case .head: return try findHead()
        case .branch(let name): return try named("refs/heads/", name, "branch")
        case .tag(let name): return try named("refs/tags/", name, "tag")
        case .semver(let range): return try highest(in: range)
        case .commit(let id): return try commit(id)
        }
    }

    private func findHead() throws(GitError) -> WantedReference {
        if let head, let object = objects[head] {
            let name = head.hasPrefix("refs/heads/") ? String(head.dropFirst(11)) : head
            return WantedReference(name: name, refspec: head, object: object)
        }
        guard let object = objects["HEAD"] else {
            let reason =
                objects.isEmpty ? "the repository is empty" : "the repository's HEAD names a branch that does not exist"
            throw GitError(.notFound(.reference), "\(reason); push a branch, or name one in the reference")
        }
        return WantedReference(name: "HEAD", refspec: "HEAD", object: object)
    }

    private func named(_ prefix: String, _ name: String, _ kind: String) throws(GitError) -> WantedReference {
        let full = name.hasPrefix(prefix) ? name : prefix + name
        guard let object = objects[full] else {
            throw GitError(.notFound(.reference), "the remote has no \(kind) \"\(name.prefix(200))\"")
        }
        return WantedReference(
            name: String(full.dropFirst(prefix.count)), refspec: full, object: peeled[full] ?? object)
    }

    private func highest(in text: String) throws(GitError) -> WantedReference {
        let range = try VersionRange(text)
        let tags = objects.keys.lazy.filter { $0.hasPrefix("refs/tags/") }.map { String($0.dropFirst(10)) }
        guard let tag = range.highest(of: tags) else {
            throw GitError(
                .notFound(.reference), "the remote has no tag that is a version in the range \"\(text.prefix(200))\"")
        }
        return try named("refs/tags/", tag, "tag")
    }

    private func commit(_ id: String) throws(GitError) -> WantedReference {
        let id = try GitReference.fullID(id)
        let owner = objects.first { $0.value == id }?.key ?? peeled.first { $0.value == id }?.key
        if let owner { return WantedReference(name: "", refspec: owner, object: id) }
        return WantedReference(name: "", refspec: "\(id):refs/martlet/\(id)", object: id, isListed: false)
    }
}

/// One thing to fetch.
struct WantedReference: Sendable, Hashable {
    /// As people call it; empty for a commit.
    var name: String
    var refspec: String
    /// Mostly a commit; what it is shows once it is here.
    var object: String
    /// False for a commit that no reference of the remote names directly.
    var isListed = true
}

extension GitReference {
    static func fullID(_ text: String) throws(GitError) -> String {
        let id = text.lowercased()
        guard ObjectFormat.isID(id) else {
            throw GitError(
                .invalid, "\"\(text.prefix(64))\" is not a commit's full id; write all 40 hexadecimal digits")
        }
        return id
    }
}
