/// Which renders may run now, so that all of them together fit into memory and no namespace keeps others from theirs.
///
/// A render of the usual size needs one of the places; a large one needs one, too, and to be the only large one. A namespace
/// has at most half of the places. Of those that fit, that of the namespace comes next which has the fewest running, then of
/// the one that was served the longest ago, then the one that has waited longest: a large one that waits blocks nobody.
struct RenderTurns {
    struct Request: Hashable {
        var id: Int
        var namespace: String
        var isLarge: Bool
    }

    private let places: Int
    private let share: Int
    private var running: [Request] = []
    /// In the order of their coming.
    private var waiting: [Request] = []
    private var turns = 0
    /// The turn in which each namespace was last served that has some running or waiting.
    private var lastTurns: [String: Int] = [:]

    init(places: Int) {
        self.places = places
        share = max(1, places / 2)
    }

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
        while let request = best() {
            waiting.removeAll { $0.id == request.id }
            running.append(request)
            turns += 1
            lastTurns[request.namespace] = turns
            begun.append(request.id)
        }
        return begun
    }

    private func best() -> Request? {
        guard running.count < places else { return nil }
        let counts = Dictionary(running.map { ($0.namespace, 1) }, uniquingKeysWith: +)
        let hasLarge = running.contains(where: \.isLarge)
        let fitting = waiting.filter { counts[$0.namespace, default: 0] < share && !($0.isLarge && hasLarge) }
        func rank(_ request: Request) -> (Int, Int) {
            (counts[request.namespace, default: 0], lastTurns[request.namespace, default: 0])
        }
        // The first of equals is the one that came first.
        return fitting.min { rank($0) < rank($1) }
    }
}
