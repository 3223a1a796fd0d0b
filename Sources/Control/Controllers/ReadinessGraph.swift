internal import Documents

/// Which applications are ready only once others are, by what they depend on and by what they hold.
struct ReadinessGraph: Sendable {
    /// What an application names as what it depends on.
    private let dependencies: @Sendable (ObjectKey) -> [ObjectKey]
    /// Those among its objects whose health it waits for.
    private let children: @Sendable (ObjectKey) -> [ObjectKey]

    init(
        dependencies: @escaping @Sendable (ObjectKey) -> [ObjectKey],
        children: @escaping @Sendable (ObjectKey) -> [ObjectKey]
    ) {
        self.dependencies = dependencies
        self.children = children
    }

    private func needs(_ key: ObjectKey) -> [ObjectKey] { dependencies(key) + children(key) }

    /// Those that an application waits for and that wait for it in turn, itself among them; none where nobody does.
    func component(of start: ObjectKey) -> Set<ObjectKey> {
        var waiting: [ObjectKey: [ObjectKey]] = [:]
        reach(from: start) { key in
            let needed = needs(key)
            for need in needed { waiting[need, default: []].append(key) }
            return needed
        }
        return waiting[start] == nil ? [] : reach(from: start) { waiting[$0] ?? [] }
    }

    /// A shortest way from an application back to itself, within a component that it is in. Whoever of those on it asks, it is
    /// told from the same one on.
    func circle(through start: ObjectKey, in component: Set<ObjectKey>) -> [ObjectKey] {
        var before: [ObjectKey: ObjectKey] = [:]
        reach(from: start) { key in
            let needed = needs(key).filter(component.contains)
            for need in needed where before[need] == nil { before[need] = key }
            return needed
        }
        var way: [ObjectKey] = []
        var next = before[start]
        while let key = next {
            way.append(key)
            next = key == start ? nil : before[key]
        }
        way.reverse()
        let first = way.indices.min { way[$0] < way[$1] } ?? 0
        return Array(way[first...] + way[..<first])
    }

    /// In words: by name alone where all are in one namespace.
    func description(of circle: [ObjectKey]) -> String {
        let isOneNamespace = Set(circle.map(\.namespace)).count == 1
        let links = circle.indices.map { index in
            let (key, next) = (circle[index], circle[(index + 1) % circle.count])
            let name = isOneNamespace ? key.name : "\(key)"
            return dependencies(key).contains(next) ? name : "\(name) (holds)"
        }
        let first = circle.first.map { isOneNamespace ? $0.name : "\($0)" } ?? ""
        return (links + [first]).joined(separator: " → ")
    }

    @discardableResult
    private func reach(from start: ObjectKey, _ next: (ObjectKey) -> [ObjectKey]) -> Set<ObjectKey> {
        var seen: Set<ObjectKey> = [start]
        var unvisited = [start]
        var place = 0
        while place < unvisited.count {
            unvisited += next(unvisited[place]).filter { seen.insert($0).inserted }
            place += 1
        }
        return seen
    }
}
