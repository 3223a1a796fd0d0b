internal import Costs
internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Logging
internal import Sourcing
internal import Synchronization

/// The installation's prices, from a ConfigMap of its own namespace, and whose plans are told with them.
///
/// The ConfigMap is watched only while a plan is told, by its name.
final class PriceBook: Sendable {
    private struct State {
        var readers: Set<ObjectKey> = []
        /// The version of a broken table that was told of.
        var reported: String?
    }

    private let table: NamedReference
    private let references: NamedObjectWatches<ReferenceOwner>
    private let logger: Logger
    private let state = Mutex(State())

    /// - Parameter table: the ConfigMap.
    init(_ table: ObjectKey, references: NamedObjectWatches<ReferenceOwner>, logger: Logger) {
        self.table = NamedReference(type: .configMaps, key: table)
        self.references = references
        self.logger = logger
    }

    /// The prices that a plan of an application is told with. It is called once they are known, or are others.
    func prices(for application: ObjectKey) -> Prices {
        state.withLock { state in
            if state.readers.isEmpty { references.want([table], for: .prices) }
            state.readers.insert(application)
        }
        // Of what cannot be read nobody may have set any: then there are numbers only.
        guard case .found(let object) = references.value(of: table) else { return .none }
        do throws(PriceTableError) {
            return .table(try PriceTable(object))
        } catch {
            report(error, object.at("metadata", "resourceVersion")?.string ?? "")
            return .broken("the prices in the ConfigMap \(table.key) cannot be used: \(error.message)")
        }
    }

    /// Nothing of an application is told any more.
    func forget(_ application: ObjectKey) {
        state.withLock { state in
            guard state.readers.remove(application) != nil, state.readers.isEmpty else { return }
            references.want([], for: .prices)
        }
    }

    /// Whose plans are told with prices.
    var readers: Set<ObjectKey> { state.withLock { $0.readers } }

    private func report(_ error: PriceTableError, _ version: String) {
        let isNew = state.withLock { state in
            defer { state.reported = version }
            return state.reported != version
        }
        guard isNew else { return }
        logger.warning(
            "prices cannot be used; plans are told without money",
            metadata: ["configMap": "\(table.key)", "error": "\(error.message)"])
    }
}
