package import Documents
internal import GitOpsAPI
package import KubeClient
internal import KubeModel
internal import Synchronization

/// `wait`: until an application is as somebody waits for.
package struct Waiting: Sendable {
    private let client: KubeClient
    private let console: Console

    package init(_ client: KubeClient, _ console: Console) {
        self.client = client
        self.console = console
    }

    /// Returns at once where it is so already.
    ///
    /// - Throws: `.timedOut` with what the application said last; `.notFound` where there is none, unless that is waited for.
    package func wait(
        for state: AwaitedState, of key: ObjectKey, atMost limit: Duration
    ) async throws(CommandError) {
        let last = LastWord()
        try await TimeLimit.within(limit, client.surroundings) {
            "\(key.name) is not \(state)\(last.text.map { ": \($0)" } ?? "")"
        } _: { () async throws(CommandError) in
            let follower = ObjectFollower(client, GitOpsApplication.resource, key)
            try await follower.follow { object throws(CommandError) -> Void? in
                guard let object else {
                    guard state == .gone else { throw CommandError(.notFound, "there is no GitOpsApplication \(key)") }
                    return ()
                }
                let application = try ApplicationState(object)
                last.text = application.message
                return state.holds(application) ? () : nil
            }
        }
        console.line("\(key.name) is \(state)")
    }
}

/// What was said last, for whoever gives up.
final class LastWord: Sendable {
    private let known = Mutex<String?>(nil)

    var text: String? {
        get { known.withLock { $0 } }
        set { known.withLock { $0 = newValue } }
    }
}
