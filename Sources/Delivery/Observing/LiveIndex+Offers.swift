package import Documents
internal import Synchronization

/// How an object passes from one application to another without being deleted.
extension LiveIndex {
    /// Says which objects an application keeps although it does not want them any more. Those who contend for them are
    /// notified. The application keeps them in its inventory until they are another's.
    package func setOffered(_ ids: Set<ObjectID>, by owner: ObjectKey) {
        tell(
            state.withLock { state in
                let before = state.offers[owner] ?? []
                state.offers[owner] = ids.isEmpty ? nil : ids
                return ids.subtracting(before).reduce(into: []) { $0.formUnion(state.contenders[$1] ?? []) }
            })
    }

    /// What carries an application's mark and others want.
    package func contended(of owner: ObjectKey) -> Set<ObjectID> {
        state.withLock { state in
            state.contenders.isEmpty ? [] : state.table.objects(Set(state.contenders.keys), of: owner)
        }
    }

    /// Whether its owner would let another have an object.
    package func isOffered(_ id: ObjectID, by owner: ObjectKey) -> Bool {
        state.withLock { $0.offers[owner]?.contains(id) ?? false }
    }
}
