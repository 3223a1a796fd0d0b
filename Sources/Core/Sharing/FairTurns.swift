/// Who of many may begin now, so that there is room for all that have begun, and no namespace keeps others from their turn.
///
/// The next is of the namespace of which the fewest have begun, then of the one that was served the longest ago, then the one
/// that has waited longest.
package struct FairTurns<Need: Sendable>: Sendable {
    /// Somebody who waits for a turn.
    package struct Request: Sendable {
        package var id: Int
        package var namespace: String
        package var need: Need

        package init(id: Int, namespace: String, need: Need) {
            self.id = id
            self.namespace = namespace
            self.need = need
        }
    }

    /// What happens where there is no room for the next.
    package enum Order: Sendable {
        /// Nobody overtakes it.
        case strict
        /// The next of those that there is room for begins.
        case overtaking
    }

    private let order: Order
    private let hasRoom: @Sendable (_ request: Request, _ running: [Request]) -> Bool
    private var running: [Request] = []
    /// In the order of their coming.
    private var waiting: [Request] = []
    private var turns = 0
    /// The turn in which each namespace was last served that has some running or waiting.
    private var lastTurns: [String: Int] = [:]

    /// - Parameter hasRoom: whether there is room for a request beside those that have begun.
    package init(
        _ order: Order, hasRoom: @escaping @Sendable (_ request: Request, _ running: [Request]) -> Bool
    ) {
        self.order = order
        self.hasRoom = hasRoom
    }

    package var isIdle: Bool { running.isEmpty && waiting.isEmpty && lastTurns.isEmpty }

    /// Those that may begin now, this one among them or not.
    package mutating func ask(_ request: Request) -> [Int] {
        waiting.append(request)
        return next()
    }

    /// It has ended, or does not want to begin any more. Those that may begin now.
    package mutating func leave(_ id: Int) -> [Int] {
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
        switch order {
        case .strict: first(of: waiting).flatMap { hasRoom($0, running) ? $0 : nil }
        case .overtaking: first(of: waiting.filter { hasRoom($0, running) })
        }
    }

    /// Of equals the one that came first.
    private func first(of requests: [Request]) -> Request? {
        let counts = Dictionary(running.map { ($0.namespace, 1) }, uniquingKeysWith: +)
        func rank(_ request: Request) -> (Int, Int) {
            (counts[request.namespace, default: 0], lastTurns[request.namespace, default: 0])
        }
        return requests.min { rank($0) < rank($1) }
    }
}
