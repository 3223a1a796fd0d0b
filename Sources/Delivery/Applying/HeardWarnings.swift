internal import Synchronization

/// What a server warns of while one object is applied, which may take several requests.
final class HeardWarnings: Sendable {
    /// More say nothing new to a person.
    private static let limit = 3

    private let noted = Mutex<[String]>([])

    var texts: [String] { noted.withLock { $0 } }

    func note(_ text: String) {
        noted.withLock { noted in
            if noted.count < Self.limit, !noted.contains(text) { noted.append(text) }
        }
    }
}
