internal import Documents

/// Which applications are ready only once others are, by what they depend on and by what they hold.
struct ReadinessGraph {
    /// What an application waits for directly.
    private let needs: (ObjectKey) -> [ObjectKey]

    init(needs: @escaping (ObjectKey) -> [ObjectKey]) { self.needs = needs }

    /// Whether one waits for another, at once or by way of others.
    func waits(_ start: ObjectKey, for goal: ObjectKey) -> Bool {
        var seen: Set<ObjectKey> = [start]
        var unvisited = [start]
        while let next = unvisited.popLast() {
            let needed = needs(next)
            guard !needed.contains(goal) else { return true }
            unvisited += needed.filter { seen.insert($0).inserted }
        }
        return false
    }
}
