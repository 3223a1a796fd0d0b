package import Documents

/// What a list or map counts as, and where, from when a render first holds it until it is freed.
struct MemoryShare {
    let memory: MemoryBudget
    var bytes: Int
}

extension MemoryBudget {
    /// Counts the lists and maps of a value that are not counted yet, those inside of them included. They give back what they
    /// took when they are freed. False where it is too much.
    ///
    /// Contents of texts are not in it: whoever makes them counts them.
    package func hold(_ value: GoValue) -> Bool {
        switch value {
        case .list(let list): hold(list)
        case .map(let map): hold(map)
        case .object(let object): object.underlying.map { hold($0) } ?? true
        default: true
        }
    }

    private func hold(_ list: GoList) -> Bool {
        guard list.share == nil else { return hasRoom(for: 0) }
        var bytes = GoMemory.list + list.count * GoMemory.element
        list.share = MemoryShare(memory: self, bytes: bytes)
        guard take(bytes) else { return false }
        guard list.type != .int else { return true }
        let before = bytes
        for element in list.elements {
            if case .string(let text) = element {
                // One letter is shared by all that have it.
                if text.count > 1 { bytes += GoMemory.text }
            } else if !hold(element) {
                return false
            }
        }
        list.share?.bytes = bytes
        return take(bytes - before)
    }

    private func hold(_ map: GoMap) -> Bool {
        let map = map.original
        guard map.share == nil else { return hasRoom(for: 0) }
        guard update(map) else { return false }
        for value in map.entries.values {
            guard hold(value) else { return false }
        }
        return true
    }

    /// Counts a map that has got or lost entries.
    package func update(_ map: GoMap) -> Bool {
        let map = map.original
        let bytes = GoMemory.map + map.count * GoMemory.entry
        let change = bytes - (map.share?.bytes ?? 0)
        map.share = MemoryShare(memory: self, bytes: bytes)
        return take(change)
    }
}

/// What values take, in bytes.
package enum GoMemory {
    static let list = 96
    /// Of a list.
    package static let element = MemoryLayout<GoValue>.stride
    static let map = 160
    /// Of a map, with its key and a short text.
    static let entry = 160
    /// Of a text, besides its content.
    package static let text = 48
}
