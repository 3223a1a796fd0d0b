package import Kustomize
package import SourceTrees

/// What a kustomization names that lies elsewhere.
package enum RemoteQuestion: Sendable, Hashable, CustomStringConvertible {
    case repository(RemoteRepository)
    case chart(RemoteChart)

    package var description: String {
        switch self {
        case .repository(let repository): "the repository \(repository)"
        case .chart(let chart): chart.description
        }
    }
}

/// What there is.
package enum RemoteAnswer: Sendable {
    case repository(any SourceTree, commit: String)
    case chart(PackedChart)
    /// Why there is no answer. The render fails with it.
    case failed(String)

    /// Equal ids mean equal files; nil where there are none.
    var id: String? {
        switch self {
        case .repository(_, let commit): commit
        case .chart(let chart): chart.digest
        case .failed: nil
        }
    }
}

/// What one render may ask for.
package enum RemoteBounds {
    package static let questions = 64
}

/// What a render has read of an answer.
struct RemoteReads: Sendable, Hashable {
    var id: String
    var reads: ReadSet

    func stillHold(in answer: RemoteAnswer) -> Bool {
        guard answer.id != id else { return true }
        // A chart's archive counts as read, all of it.
        guard case .repository(let tree, _) = answer else { return false }
        return reads.stillHolds(in: tree)
    }
}
