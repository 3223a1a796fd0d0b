/// Which indexes may be read now, so that all of them together fit into memory and no namespace keeps others from theirs.
///
/// The next is of the namespace of which the fewest are being read, then of the one that was served the longest ago, then the
/// one that has waited longest. It waits until there is room for it, and nobody overtakes it: nobody waits for a server in
/// here, so that it is not long.
struct IndexTurns {
    struct Request: Hashable {
        var id: Int
        var namespace: String
        /// At most the capacity.
        var bytes: Int
    }

    let capacity: Int
    private var running: [Request] = []
    /// In the order of their coming.
    private var waiting: [Request] = []
    private var turns = 0
    /// The turn in which each namespace was last served that has some running or waiting.
    private var lastTurns: [String: Int] = [:]

    init(capacity: Int) { self.capacity = capacity }

    var isIdle: Bool { running.isEmpty && waiting.isEmpty && lastTurns.isEmpty }

    /// Those that may begin now, this one among them or not.
    mutating func ask(_ request: Request) -> [Int] {
        waiting.append(request)
        return next()
    }

    /// It has ended, or does not want to begin any more. Those that may begin now.
    mutating func leave(_ id: Int) -> [Int] {
        running.removeAll { $0.id == id }
        waiting.removeAll { $0.id == id }
        let known = Set((running + waiting).map(\.namespace))
        lastTurns = lastTurns.filter { known.contains($0.key) }
        return next()
    }

    private mutating func next() -> [Int] {
        var begun: [Int] = []
        while let request = best(), running.reduce(request.bytes, { $0 + $1.bytes }) <= capacity {
            waiting.removeAll { $0.id == request.id }
            running.append(request)
            turns += 1
            lastTurns[request.namespace] = turns
            begun.append(request.id)
        }
        return begun
    }

    private func best() -> Request? {
        func rank(_ request: Request) -> (Int, Int) {
            (running.count { $0.namespace == request.namespace }, lastTurns[request.namespace, default: 0])
        }
        return waiting.min { rank($0) < rank($1) }
    }
}
