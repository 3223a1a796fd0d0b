internal import GitOpsAPI

/// What `wait` waits for.
package enum AwaitedState: Sendable, Hashable, CustomStringConvertible {
    case ready
    case synced
    /// A commit, branch, tag or chart version that is applied.
    case revision(String)
    case gone

    /// - Throws: a sentence that says what there is.
    package init(_ text: String) throws(CommandError) {
        switch text {
        case "ready": self = .ready
        case "synced": self = .synced
        case "gone": self = .gone
        default:
            guard text.hasPrefix("revision="), text.count > 9 else {
                throw CommandError(.usage, "--for takes ready, synced, revision=… or gone")
            }
            self = .revision(String(text.dropFirst(9)))
        }
    }

    package var description: String {
        switch self {
        case .ready: "ready"
        case .synced: "synced"
        case .revision(let revision): "at \(revision)"
        case .gone: "gone"
        }
    }

    func holds(_ state: ApplicationState) -> Bool {
        switch self {
        case .ready: state.isReady
        case .synced: state.isCurrent && state.status.sync?.status == .synced
        case .revision(let revision): state.isAt(revision)
        case .gone: false
        }
    }
}
