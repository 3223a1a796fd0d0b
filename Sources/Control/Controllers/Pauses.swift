/// Waits that nobody configures.
enum Pauses {
    /// For a cache that is not in step with the server: it tells nobody when it is again.
    static let outOfDate = Duration.milliseconds(200)
    /// A look at objects that are being deleted, should the watch's word of it be lost.
    static let deletion = Duration.seconds(30)
    /// Between two looks for mirrors that nobody uses any more.
    static let mirrors = Duration.seconds(3_600)
}
