package import Logging
internal import Synchronization
package import TLS

/// The certificate of a server, which is read again once in a while: whoever renews it puts another one into its files.
package final class ServerCertificate: Sendable {
    /// Between two times that the files are read.
    private static let pause = Duration.seconds(60)

    private struct State {
        var identity: TLSIdentity
        var moment: Duration
    }

    private let certificates: String
    private let key: String
    private let now: @Sendable () -> Duration
    private let logger: Logger
    private let state: Mutex<State>

    /// - Parameter now: the time that passes, from any moment on.
    package init(
        certificates: String, key: String, now: @escaping @Sendable () -> Duration, logger: Logger
    ) throws(TLSError) {
        self.certificates = certificates
        self.key = key
        self.now = now
        self.logger = logger
        state = Mutex(State(identity: try TLSIdentity(certificates: certificates, key: key), moment: now()))
    }

    /// As the files had it not long ago. Where they cannot be used, what they had before.
    var identity: TLSIdentity {
        state.withLock { state in
            let now = now()
            guard now - state.moment >= Self.pause else { return state.identity }
            state.moment = now
            do throws(TLSError) {
                state.identity = try TLSIdentity(certificates: certificates, key: key)
            } catch {
                logger.warning("the certificate stays as it was", metadata: ["error": "\(error)"])
            }
            return state.identity
        }
    }
}
