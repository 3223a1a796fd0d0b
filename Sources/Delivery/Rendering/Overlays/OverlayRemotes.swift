package import Documents
import GoTemplate
import Helm
package import Kustomize
package import SourceTrees
package import Surroundings

/// Hands a build what it names of elsewhere, and notes what it reads there.
package struct OverlayRemotes: RemoteSources {
    private let exchange: RenderExchange
    /// Of all charts that are fetched: they are held to the render's end.
    private let budget: ChartBudget

    /// - Parameter end: when the render is given up; nil for never.
    init(exchange: RenderExchange, end: Deadline?) {
        self.exchange = exchange
        budget = ChartBudget(memory: exchange.memory) {
            end?.isOver ?? false ? .timedOut : nil
        }
    }

    /// With what is known already of what a build names.
    package init(_ answers: [RemoteQuestion: RemoteAnswer], until end: Deadline?, memory: MemoryBudget) {
        let exchange = RenderExchange(
            kept: .unavailable, answers: nil, remotes: { answers[$0] }, present: 0, memory: memory, end: end)
        self.init(exchange: exchange, end: end)
    }

    /// What a build has ended for want of; nil where there was everything.
    package var missing: RemoteQuestion? { exchange.missingRemote }

    package func files(of repository: RemoteRepository) throws(KustomizeError) -> any SourceTree {
        try exchange.files(of: .repository(repository)) { answer throws(KustomizeError) in
            guard case .repository(let tree, _) = answer else { throw OverlayRemotes.mismatch }
            return tree
        }
    }

    package func files(of chart: RemoteChart) throws(KustomizeError) -> any SourceTree {
        try exchange.files(of: .chart(chart)) { answer throws(KustomizeError) in
            guard case .chart(let packed) = answer else { throw OverlayRemotes.mismatch }
            do {
                let archive = try packed.read()
                try budget.hold(archive)
                return MemoryTree(try ChartLoader.files(archive: archive, budget: budget))
            } catch let error as HelmError {
                throw KustomizeError(error.code == .limit ? .limit : .invalid, "\(chart): \(error.message)")
            } catch {
                throw KustomizeError(.unavailable, "\(chart) is not in the cache any more; it is fetched again")
            }
        }
    }

    private static var mismatch: KustomizeError { KustomizeError(.invalid, "is not what was asked for") }
}
