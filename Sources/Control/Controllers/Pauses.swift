/// Waits that nobody configures.
enum Pauses {
    /// For a cache that is not in step with the server: it tells nobody when it is again.
    static let outOfDate = Duration.milliseconds(200)
    /// A look at objects that are being deleted, should the watch's word of it be lost.
    static let deletion = Duration.seconds(30)
    /// For an object that somebody marked as another application's: that one need not say when it is compared.
    static let disputed = Duration.seconds(30)
    /// Between two looks for mirrors that nobody uses any more.
    static let mirrors = Duration.seconds(3_600)
    /// Between two looks for what is kept for applications that are gone.
    static let kept = Duration.seconds(3_600)
    /// What holds an application up tells when it is over; this is for the case that its word is lost.
    static let halted = Duration.seconds(300)
    /// For a commit that was fetched and is not to be had from the mirror any more, until that is mended.
    static let lostCommit = Duration.seconds(10)
    /// At most, for a certificate of a chart that is to be renewed.
    static let renewal = Duration.seconds(86_400)
    /// For what was made for a chart and could not be read or stored.
    static let unkept = Duration.seconds(10)
    /// The same where only a person can mend it: each look renders, and may make keys anew.
    static let unkeepable = Duration.seconds(120)
    /// For what a chart looks up and could not be asked for, for instance for want of a right.
    static let lookup = Duration.seconds(30)
    /// For a Secret or ConfigMap that cannot be read: when it can be again, no change of it need follow.
    static let unreadable = Duration.seconds(5)

    /// For objects whose API does not answer.
    static let unanswered = Duration.seconds(30)

    /// For kinds that the server does not know yet.
    static func unknownKind(looks: Int) -> Duration { .seconds(min(5 * looks, 60)) }

    /// For another look at what a run has found out at its very end.
    static let unfinished = Duration.milliseconds(100)
}
