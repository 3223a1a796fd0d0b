import SourceTrees
import Synchronization

/// Folders of all mirrors that were read lately, as they are asked for again and again. Content never changes under an id, so
/// nothing has to be invalidated; but only who has a mirror's tree finds it, whatever another one names.
///
/// Takes no more than its limit: what was asked for within the last half of it stays.
final class ParsedTrees: Sendable {
    private struct Key: Hashable {
        var mirror: Int
        var id: String
    }

    private struct State {
        var young: [Key: [SourceEntry]] = [:]
        var old: [Key: [SourceEntry]] = [:]
        /// Of the young ones, in bytes.
        var size = 0
        var oldSize = 0
        var mirrors = 0
    }

    /// A key, and what a dictionary takes beside it.
    private static let bytesPerTree = 400
    /// Shorter texts are a part of the entry.
    private static let inlineText = 15
    private static let bytesPerText = 48

    private let half: Int
    private let state = Mutex(State())

    /// - Parameter limit: in bytes. A folder that takes more than half of it is not kept.
    init(limit: Int) { half = limit / 2 }

    /// What is kept, in bytes.
    var size: Int { state.withLock { $0.size + $0.oldSize } }

    /// A number that no other mirror has.
    func begin() -> Int {
        state.withLock { state in
            state.mirrors += 1
            return state.mirrors
        }
    }

    func find(_ id: String, of mirror: Int) -> [SourceEntry]? {
        let key = Key(mirror: mirror, id: id)
        return state.withLock { state in
            if let entries = state.young[key] { return entries }
            guard let entries = state.old.removeValue(forKey: key) else { return nil }
            let cost = ParsedTrees.cost(entries)
            state.oldSize -= cost
            add(entries, cost, key, to: &state)
            return entries
        }
    }

    func keep(_ entries: [SourceEntry], _ id: String, of mirror: Int) {
        let cost = ParsedTrees.cost(entries)
        guard cost <= half else { return }
        let key = Key(mirror: mirror, id: id)
        state.withLock { state in
            guard state.young[key] == nil, state.old[key] == nil else { return }
            add(entries, cost, key, to: &state)
        }
    }

    private func add(_ entries: [SourceEntry], _ cost: Int, _ key: Key, to state: inout State) {
        if state.size + cost > half {
            (state.old, state.oldSize) = (state.young, state.size)
            (state.young, state.size) = ([:], 0)
        }
        state.young[key] = entries
        state.size += cost
    }

    private static func cost(_ entries: [SourceEntry]) -> Int {
        entries.reduce(bytesPerTree) { sum, entry in
            sum + MemoryLayout<SourceEntry>.stride + cost(entry.name) + cost(entry.id)
        }
    }

    private static func cost(_ text: String) -> Int {
        text.utf8.count > inlineText ? text.utf8.count + bytesPerText : 0
    }
}
