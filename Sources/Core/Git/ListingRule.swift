/// Which of a remote's references are looked for in its list.
struct ListingRule: Sendable {
    /// Whole names.
    var names: Set<String> = []
    /// Commits of which one reference each is wanted.
    var commits: Set<String> = []
    /// The highest version in each is wanted.
    var ranges: [VersionRange] = []
    var wantsHead = false
    /// Every branch and tag.
    var wantsAll = false

    /// For a commit that the server gives to nobody by its id: it may stand behind any of these.
    static func everything(and names: [String]) -> ListingRule {
        var rule = ListingRule([])
        rule.wantsAll = true
        rule.names = Set(names)
        return rule
    }

    /// What cannot be looked for is told by `RemoteListing.find`.
    init(_ references: some Sequence<GitReference>) {
        for reference in references {
            switch reference {
            case .head: wantsHead = true
            case .branch(let name): names.insert(RemoteListing.full(name, ReferenceName.branches))
            case .tag(let name): names.insert(RemoteListing.full(name, ReferenceName.tags))
            case .semver(let text): if let range = try? VersionRange(text) { ranges.append(range) }
            case .commit(let id): if let id = try? GitReference.fullID(id) { commits.insert(id) }
            }
        }
        if wantsHead { names.insert(ReferenceName.head) }
    }

    /// For what another look has found.
    init(_ found: WantedReference) { if found.isListed { names.insert(found.refspec) } }
}
