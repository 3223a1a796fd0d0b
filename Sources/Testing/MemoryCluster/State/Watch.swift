internal import Documents
internal import KubeModel
internal import Transport

/// An open watch, as the server sees it.
struct Watch: Sendable {
    enum End: Sendable {
        case inOrder
        case broken(TransportError)
    }

    let kind: Kind
    let namespace: String
    let selector: Selector
    let request: MemoryRequest
    /// What happened up to here is known to who watches.
    private var from: Int
    let isBookmarked: Bool
    let ends: KubeTime
    /// Lines that were not read yet.
    private(set) var lines: [UInt8] = []
    private(set) var ending: End?

    init(
        _ kind: Kind, namespace: String, selector: Selector, request: MemoryRequest, from: Int, isBookmarked: Bool,
        ends: KubeTime
    ) {
        self.kind = kind
        self.namespace = namespace
        self.selector = selector
        self.request = request
        self.from = from
        self.isBookmarked = isBookmarked
        self.ends = ends
    }

    var hasNews: Bool { !lines.isEmpty || ending != nil }

    mutating func takeLines() -> [UInt8] {
        defer { lines = [] }
        return lines
    }

    mutating func end(_ end: End = .inOrder) {
        if ending == nil { ending = end }
    }

    mutating func fail(_ refusal: Refusal) {
        write("ERROR", refusal.status)
        end()
    }

    mutating func bookmark(_ version: Int) {
        guard isBookmarked, ending == nil, version >= from else { return }
        write(
            "BOOKMARK",
            [
                "kind": .string(kind.gvk.kind), "apiVersion": .string(kind.gvk.apiVersion),
                "metadata": ["resourceVersion": .string(String(version))],
            ])
    }

    /// Tells of an object that is there when the watch begins without a version.
    mutating func show(_ object: Value) {
        if concerns(object), selector.matches(object) { write("ADDED", object) }
    }

    mutating func take(_ change: ClusterState.Change) {
        guard ending == nil, change.version > from, change.collection == kind.collection, concerns(change.object) else {
            return
        }
        let matched = change.previous.map(selector.matches) ?? false
        let matches = !change.isDeletion && selector.matches(change.object)
        switch (matched, matches) {
        case (false, true): write("ADDED", change.object)
        case (true, true): write("MODIFIED", change.object)
        case (true, false): write("DELETED", change.last)
        case (false, false): break
        }
    }

    private func concerns(_ object: Value) -> Bool { namespace.isEmpty || object.namespace == namespace }

    private mutating func write(_ type: String, _ object: Value) {
        let isStatus = type == "ERROR"
        let shown = isStatus ? object : object.with("apiVersion", .string(kind.gvk.apiVersion))
        let event: Value = ["type": .string(type), "object": shown]
        lines += event.jsonBytes() + [UInt8(ascii: "\n")]
    }
}

extension ClusterState.Change {
    /// The object as who watched it knows it, at the version of its end.
    fileprivate var last: Value {
        guard !isDeletion, var last = previous else { return object }
        last.changeMetadata { $0["resourceVersion"] = .string(String(version)) }
        return last
    }
}

extension ClusterState {
    /// Watches that end after this time are given one by servers.
    private static let longest = Duration.seconds(1_800)

    /// Opens a watch; what happened since the version that is asked for is in it at once.
    mutating func watch(_ call: Call, now: KubeTime, authorizer: MemoryAuthorizer?) throws(Refusal) -> Int {
        self.now = now
        guard case .resource(let resource) = call.place else { throw .noSuchPath }
        let kind = try kind(resource)
        try authorize(MemoryRequest(call), resource, by: authorizer)
        let selector = try Selector(
            labels: call.query["labelSelector"] ?? "", fields: call.query["fieldSelector"] ?? "", of: kind)
        let asked = Int(call.query["resourceVersion"] ?? "") ?? 0
        let seconds = call.query["timeoutSeconds"].flatMap { Int64($0) }
        var watch = Watch(
            kind, namespace: resource.namespace, selector: selector, request: MemoryRequest(call),
            from: asked == 0 ? version : asked, isBookmarked: call.query["allowWatchBookmarks"] == "true",
            ends: now + (seconds.map { .seconds($0) } ?? Self.longest))
        if asked == 0 {
            for (_, object) in Self.sorted(objects[kind.collection]) { watch.show(object) }
        } else if asked < compacted {
            watch.fail(.expired("too old resource version: \(asked) (\(compacted))"))
        } else {
            for change in log { watch.take(change) }
        }
        lastWatch += 1
        watches[lastWatch] = watch
        return lastWatch
    }

    /// Tells all watches how far the server has come.
    mutating func sendBookmarks() {
        for id in watches.keys.sorted() { watches[id]?.bookmark(version) }
    }

    /// Ends the watches whose time is over, with a bookmark as servers do.
    mutating func endWatches(now: KubeTime) {
        self.now = now
        for (id, watch) in watches.sorted(by: { $0.key < $1.key }) where watch.ends <= now && watch.ending == nil {
            watches[id]?.bookmark(version)
            watches[id]?.end()
        }
    }
}
