/// GitOps Promoter's kinds. Each condition says which generation it is about, and nothing about a later one.
let promoterTables: [TableEntry] = [
    entry("GitRepository ScmProvider ClusterScmProvider CommitStatus RevertCommit ControllerConfiguration", []),
    entry("PullRequest", [.degraded(.isFalse("Reconciled")), .healthy(.isTrue("Reconciled"))]),
    entry(
        "ArgoCDCommitStatus",
        [
            .degraded(
                .isTrue("Ready"), .unsaid("status.applicationsSelected"), says: "selects no application")
        ]),
    entry(
        "GitCommitStatus TimedCommitStatus WebRequestCommitStatus",
        [
            .degraded(.isFalse("Ready")),
            .each(
                "status.environments", named: "branch",
                [
                    .degraded(.field("phase", "failure")), .healthy(.field("phase", "success")),
                    .progressing(says: "is pending"),
                ]),
        ]),
    entry("ChangeTransferPolicy", [.degraded(.isFalse("Ready"))] + byPromotion("status.active", "status.proposed")),
    entry(
        "PromotionStrategy",
        [
            .degraded(.isFalse("Ready")),
            .degraded(.isTrue("Ready"), .unsaid("status.environments"), says: "has no environments"),
            .progressing(
                .unlike("status.environments", ["proposed.note.drySha", "proposed.dry.sha"]),
                says: "waits for the same commit to be proposed in all environments"),
            .each("status.environments", named: "branch", byPromotion("active", "proposed")),
        ]),
]

private func entry(_ kinds: String, _ clauses: [Clause]) -> TableEntry {
    TableEntry("promoter.argoproj.io", kinds, clauses + byReady, freshness: .ofConditions)
}

/// Whether what is proposed for an environment is what is active there.
private func byPromotion(_ active: Path, _ proposed: Path) -> [Clause] {
    let (activeCommit, proposedCommit) = (active.appending("dry.sha"), proposed.appending("dry.sha"))
    return [
        .progressing(.unsaid(activeCommit), says: "has no active commit yet"),
        .progressing(
            .unsaid(proposedCommit), .unsaid(proposed.appending("note.drySha")), says: "has no proposed commit yet"),
        .progressing(.differ(activeCommit, proposedCommit), says: "is being promoted"),
    ]
}
