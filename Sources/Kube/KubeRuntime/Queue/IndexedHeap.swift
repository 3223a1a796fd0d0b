/// A heap that also finds and takes out any key. All changes are O(log n).
package struct IndexedHeap<Key: Hashable, Rank: Comparable> {
    private var nodes: [(key: Key, rank: Rank)] = []
    private var positions: [Key: Int] = [:]

    package init() {}

    package var isEmpty: Bool { nodes.isEmpty }
    package var count: Int { nodes.count }

    /// The node with the least rank.
    package var first: (key: Key, rank: Rank)? { nodes.first }

    /// Puts a key in, which must not be in it.
    package mutating func insert(_ key: Key, rank: Rank) {
        precondition(positions[key] == nil, "a key is in a heap at most once")
        nodes.append((key, rank))
        positions[key] = nodes.count - 1
        siftUp(from: nodes.count - 1)
    }

    /// Takes a key out, if it is in it.
    package mutating func remove(_ key: Key) {
        guard let position = positions.removeValue(forKey: key) else { return }
        let last = nodes.removeLast()
        guard position < nodes.count else { return }
        nodes[position] = last
        positions[last.key] = position
        siftDown(from: position)
        siftUp(from: position)
    }

    private mutating func siftUp(from start: Int) {
        var child = start
        while child > 0 {
            let parent = (child - 1) / 2
            guard nodes[child].rank < nodes[parent].rank else { return }
            exchange(child, parent)
            child = parent
        }
    }

    private mutating func siftDown(from start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2]
            where child < nodes.count && nodes[child].rank < nodes[least].rank {
                least = child
            }
            guard least != parent else { return }
            exchange(parent, least)
            parent = least
        }
    }

    private mutating func exchange(_ left: Int, _ right: Int) {
        nodes.swapAt(left, right)
        positions[nodes[left].key] = left
        positions[nodes[right].key] = right
    }
}

extension IndexedHeap: Sendable where Key: Sendable, Rank: Sendable {}
