/// Waits that nobody configures.
package enum Pauses {
    /// A stale cache sends no event when it recovers, so the run looks again.
    package static let outOfDate = Duration.milliseconds(200)
    /// What holds an application up tells when it is over; this is for the case that its word is lost.
    package static let halted = Duration.seconds(300)
    /// At most, for a certificate of a chart that is to be renewed.
    static let renewal = Duration.seconds(86_400)
    /// For what was made for a chart and could not be read or stored.
    static let unkept = Duration.seconds(10)
    /// The same where only a person can mend it: each look renders, and may make keys anew.
    static let unkeepable = Duration.seconds(120)
    /// For what a chart looks up and could not be asked for, for instance for want of a right.
    static let lookup = Duration.seconds(30)
    /// For a Secret or ConfigMap that cannot be read: when it can be again, no change of it need follow.
    package static let unreadable = Duration.seconds(5)
}
