/// What is kept of a remote's references while they are listed: what a rule names, the highest version in each of its ranges, and
/// one reference for each of its commits. So it grows with what is looked for, and not with what the remote has.
struct ListedReferences {
    struct Reference {
        var name: String
        var object: String
        /// What a tag points to.
        var target: String?
    }

    /// For all references of a rule that wants them all, by what they take here and in libgit2: some 25,000.
    private static let limit = 16 << 20
    private static let bytesPerReference = 512
    private static let bytesPerCharacter = 4

    private var rule: ListingRule
    private var kept: [String: Reference] = [:]
    private var highest: [(tag: VersionedTag, reference: Reference)?]
    /// What a tag points to is told behind it, if at all.
    private var last: Reference?
    private var size = 0

    init(_ rule: ListingRule) {
        self.rule = rule
        highest = rule.ranges.map { _ in nil }
    }

    /// HEAD stands for this one.
    mutating func follow(head target: String) { if rule.wantsHead { rule.names.insert(target) } }

    /// Takes a name in its turn. What is no name is not kept.
    mutating func add(_ name: ArraySlice<UInt8>, _ object: String) throws(GitError) {
        guard !name.suffix(ReferenceName.peeled.utf8.count).elementsEqual(ReferenceName.peeled.utf8) else {
            let tag = ReferenceName.read(name.dropLast(ReferenceName.peeled.utf8.count))
            if let tag, tag == last?.name { last?.target = object }
            return
        }
        try keepLast()
        last = ReferenceName.read(name).map { Reference(name: $0, object: object) }
    }

    /// All that is kept, sorted by name.
    mutating func finish() throws(GitError) -> [Reference] {
        try keepLast()
        for best in highest { if let best { kept[best.reference.name] = best.reference } }
        return kept.values.sorted { $0.name < $1.name }
    }

    private mutating func keepLast() throws(GitError) {
        guard let reference = last else { return }
        last = nil
        noteVersion(reference)
        // Each commit needs one owner only.
        let isOwner = rule.commits.remove(reference.object) != nil
        let isBehind = reference.target.map { rule.commits.remove($0) != nil } ?? false
        guard isOwner || isBehind || rule.names.contains(reference.name) || isListed(reference) else { return }
        if rule.wantsAll, kept[reference.name] == nil {
            size += ListedReferences.bytesPerReference + reference.name.utf8.count * ListedReferences.bytesPerCharacter
            guard size <= ListedReferences.limit else { throw tooMany }
        }
        kept[reference.name] = reference
    }

    private func isListed(_ reference: Reference) -> Bool {
        rule.wantsAll
            && (reference.name.hasPrefix(ReferenceName.branches) || reference.name.hasPrefix(ReferenceName.tags))
    }

    private mutating func noteVersion(_ reference: Reference) {
        guard !rule.ranges.isEmpty, reference.name.hasPrefix(ReferenceName.tags),
            let tag = VersionedTag(String(reference.name.dropFirst(ReferenceName.tags.count)))
        else { return }
        for index in rule.ranges.indices {
            if let best = highest[index], best.tag >= tag { continue }
            if rule.ranges[index].contains(tag.version) { highest[index] = (tag, reference) }
        }
    }

    private var tooMany: GitError {
        GitError(
            .tooLarge,
            "the commit is none that a branch or tag of the remote names, the remote does not give it by its id, and it "
                + "has more branches and tags than can be searched for it (\(kept.count)); name a branch or a tag")
    }
}
