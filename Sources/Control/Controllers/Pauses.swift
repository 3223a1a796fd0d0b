internal import Sourcing

extension Pauses {
    /// A look at objects that are being deleted, should the watch's word of it be lost.
    static let deletion = Duration.seconds(30)
    /// For an object that somebody marked as another application's: that one need not say when it is compared.
    static let disputed = Duration.seconds(30)
    /// Between two looks for mirrors that nobody uses any more.
    static let mirrors = Duration.seconds(3_600)
    /// Between two looks for what is kept for applications that are gone.
    static let kept = Duration.seconds(3_600)
    /// For a commit that was fetched and is not to be had from the mirror any more, until that is mended.
    static let lostCommit = Duration.seconds(10)

    /// For objects whose API does not answer.
    static let unanswered = Duration.seconds(30)

    /// For kinds that the server does not know yet.
    static func unknownKind(looks: Int) -> Duration { .seconds(min(5 * looks, 60)) }

    /// For objects of hooks that may go once status says how they have ended.
    static let untidy = Duration.milliseconds(100)
    /// For a window whose next transition is farther away than is looked for it.
    static let farTransition = Duration.seconds(86_400)
    /// Between two looks whether the server has a kind of ours, while its resources cannot be listed.
    static let unknownKinds = Duration.seconds(1)
    /// The same, where it has none.
    static let absentKinds = Duration.seconds(60)
    /// How long nothing is begun at the start for want of windows or environments. After that what they could hold waits, and says so.
    static let firstWindows = Duration.seconds(10)
    /// Before counts of an environment are written, which change one by one.
    static let counting = Duration.seconds(1)
    /// For a user who had no right to approve: they may have been given it.
    static let unentitled = Duration.seconds(60)
    /// For a status that is about to be written.
    static let unwritten = Duration.seconds(1)
    /// For another look at what a run has found out at its very end.
    static let unfinished = Duration.milliseconds(100)
}
