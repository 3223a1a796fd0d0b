import KubeModel
import Surroundings
import Synchronization
import Transport

/// A token in a file that somebody renews.
final class TokenFile: Sendable {
    private struct Reading {
        var token: Redacted<String>
        var at: Duration
        var isRefused = false
    }

    private let path: String
    private let surroundings: Surroundings
    private let reading = Mutex<Reading?>(nil)

    /// The kubelet renews tokens when a fifth of their life is left, which is ten minutes or more.
    private static let lifetime = Duration.seconds(60)

    init(path: String, surroundings: Surroundings) {
        self.path = path
        self.surroundings = surroundings
    }

    /// A file that cannot be read for a while is no reason to stop: the last token serves until then.
    func token() throws(KubeError) -> Redacted<String> {
        let last = reading.withLock { $0 }
        if let last, !last.isRefused, surroundings.now - last.at < Self.lifetime { return last.token }
        do throws(KubeError) {
            let token = Redacted(try ConfigurationFile.text(path))
            reading.withLock { $0 = Reading(token: token, at: surroundings.now) }
            return token
        } catch {
            guard let last else { throw error }
            return last.token
        }
    }

    func discard() {
        reading.withLock { $0?.isRefused = true }
    }
}
