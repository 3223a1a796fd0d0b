/// What git's smart protocol is spoken over: requests and answers by http, or one ssh session.
///
/// Used by one thread at a time, from libgit2's callbacks.
protocol SmartConnection: AnyObject {
    /// Whether each round is a request of its own (`rpc` in libgit2's words).
    static var isStateless: Bool { get }
    func open(_ service: SmartService) throws(GitError)
    /// At least one byte; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(GitError) -> Int
    func write(_ bytes: UnsafeRawBufferPointer) throws(GitError)
    /// Ends the round; the next one begins with `open`.
    func endRound()
    func close()
}

enum SmartService {
    case listing, uploadPack
}
