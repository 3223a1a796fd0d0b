package import Documents
package import KubeClient
package import KubeModel
package import Logging
package import Metrics
internal import Surroundings

/// The objects of one kind, and then every change of them, for as long as it is read.
///
/// Guarantees: never fails; goes on by itself after whatever happens to the server or the way to it, with back-off; a
/// version that the server has forgotten leads to `reset` and a new list, and so does a list that breaks off. Pulled by its
/// consumer: nothing is read ahead, and of a list no more than one page is held in memory.
/// Ends only with its task. Assumes one iterator at a time.
package struct Watcher<Item: Sendable>: AsyncSequence, Sendable {
    package typealias Element = WatchEvent<Item>
    package typealias Failure = Never

    fileprivate let source: any WatchSource
    fileprivate let resource: String
    fileprivate let restarts: Counter
    fileprivate let logger: Logger
    fileprivate let surroundings: Surroundings
    fileprivate let onHealth: @Sendable (WatchHealth) -> Void
    fileprivate let decode: @Sendable (Value) -> Item

    /// `decode` reduces an object to what is needed of it.
    /// `onHealth` is called at each change of it; a watcher begins as `listing`.
    package init(
        _ client: KubeClient, _ type: ResourceType, namespace: String? = nil, labelSelector: String? = nil,
        fieldSelector: String? = nil, pageSize: Int = 500, metrics: Metrics, logger: Logger,
        onHealth: @escaping @Sendable (WatchHealth) -> Void = { _ in }, decode: @escaping @Sendable (Value) -> Item
    ) {
        self.init(
            KubeWatchSource(
                client: client, type: type, namespace: namespace, labelSelector: labelSelector,
                fieldSelector: fieldSelector, pageSize: pageSize),
            resource: type.gvk.group.isEmpty ? type.plural : "\(type.plural).\(type.gvk.group)", metrics: metrics,
            logger: logger, surroundings: client.surroundings, onHealth: onHealth,
            decode: decode)
    }

    init(
        _ source: any WatchSource, resource: String, metrics: Metrics, logger: Logger,
        surroundings: Surroundings,
        onHealth: @escaping @Sendable (WatchHealth) -> Void, decode: @escaping @Sendable (Value) -> Item
    ) {
        self.source = source
        self.resource = resource
        restarts = metrics.counter(
            "martlet_watch_restarts_total", help: "Watches that were opened again, by resource and reason.",
            labels: ["resource", "reason"])
        self.logger = logger
        self.surroundings = surroundings
        self.onHealth = onHealth
        self.decode = decode
    }

    package func makeAsyncIterator() -> Iterator { Iterator(self) }
}

extension Watcher where Item == Value {
    /// Whole objects.
    package init(
        _ client: KubeClient, _ type: ResourceType, namespace: String? = nil, labelSelector: String? = nil,
        fieldSelector: String? = nil, pageSize: Int = 500, metrics: Metrics, logger: Logger,
        onHealth: @escaping @Sendable (WatchHealth) -> Void = { _ in }
    ) {
        self.init(
            client, type, namespace: namespace, labelSelector: labelSelector, fieldSelector: fieldSelector,
            pageSize: pageSize, metrics: metrics, logger: logger, onHealth: onHealth, decode: \.self)
    }
}

extension Watcher {
    /// Carries out the machine's steps, one after the other, when the consumer asks for the next event.
    package struct Iterator: AsyncIteratorProtocol {
        package typealias Element = WatchEvent<Item>
        package typealias Failure = Never

        private let watcher: Watcher
        private var machine = WatchMachine()
        private var reader: (any WatchReader)?
        /// The list that is being read, and the version that it is of once something of it has come.
        private var pages: (any PageReader)?
        private var listVersion: String?
        /// What the consumer has not taken yet of the page that came last.
        private var objects: IndexingIterator<[Value]>?
        private var untold: [WatchEvent<Item>] = []
        /// Whether a reset was told, and nothing of a list since.
        private var isReset = false

        fileprivate init(_ watcher: Watcher) { self.watcher = watcher }

        package mutating func next(isolation actor: isolated (any Actor)?) async -> WatchEvent<Item>? {
            while !Task.isCancelled {
                if let event = nextListed() { return event }
                switch machine.step {
                case .list: if let event = await list() { return event }
                case .check: await check()
                case .open(let version): await open(version)
                case .receive: if let event = await receive() { return event }
                case .pause(let duration):
                    guard (try? await watcher.surroundings.sleep(for: duration)) != nil else { return nil }
                    handle(.paused)
                }
            }
            return nil
        }

        package mutating func next() async -> WatchEvent<Item>? { await next(isolation: #isolation) }

        private mutating func nextListed() -> WatchEvent<Item>? {
            if !untold.isEmpty { return untold.removeFirst() }
            if let object = objects?.next() { return .listed(watcher.decode(object)) }
            // Of two pages one is in memory.
            objects = nil
            return nil
        }

        private mutating func list() async -> WatchEvent<Item>? {
            guard isReset || listVersion != nil else {
                isReset = true
                return .reset
            }
            do throws(KubeError) {
                if pages == nil { pages = try watcher.source.list() }
                guard let page = try await pages?.next() else { return endList() }
                take(page)
            } catch {
                (pages, listVersion) = (nil, nil)
                handle(.failed(error))
            }
            return nil
        }

        private mutating func take(_ page: ListPage) {
            if listVersion == nil || page.beginsAnew {
                if listVersion != nil { untold.append(.reset) }
                handle(.listing(resourceVersion: page.resourceVersion))
                if machine.isRewound { untold.append(.rewound) }
            }
            isReset = false
            listVersion = page.resourceVersion
            objects = page.objects.makeIterator()
        }

        private mutating func endList() -> WatchEvent<Item>? {
            let version = listVersion ?? ""
            (pages, listVersion) = (nil, nil)
            handle(.listed(resourceVersion: version))
            return .synced(resourceVersion: version)
        }

        private mutating func check() async {
            do throws(KubeError) {
                handle(.checked(resourceVersion: try await watcher.source.currentVersion()))
            } catch {
                handle(.failed(error))
            }
        }

        private mutating func open(_ resourceVersion: String) async {
            do throws(KubeError) {
                reader = try await watcher.source.open(resourceVersion: resourceVersion)
                handle(.opened)
            } catch {
                handle(.failed(error))
            }
        }

        private mutating func receive() async -> WatchEvent<Item>? {
            do throws(KubeError) {
                guard let event = try await reader?.next() else {
                    handle(.closed)
                    return nil
                }
                return take(event)
            } catch {
                handle(.failed(error))
                return nil
            }
        }

        private mutating func take(_ event: RawWatchEvent) -> WatchEvent<Item>? {
            switch event {
            case .added(let object), .modified(let object):
                return receive(object.resourceVersion, .applied(watcher.decode(object)))
            case .deleted(let object):
                return receive(object.resourceVersion, .deleted(watcher.decode(object)))
            case .bookmark(let version):
                return receive(version, .bookmark(resourceVersion: version))
            case .error(let error):
                handle(.failed(error))
                return nil
            }
        }

        /// What is older than what was told before is not told.
        private mutating func receive(_ version: String, _ event: WatchEvent<Item>) -> WatchEvent<Item>? {
            handle(.received(resourceVersion: version))
            return machine.step == .receive ? event : nil
        }

        private mutating func handle(_ input: WatchMachine.Input) {
            // What fails because the task ends says nothing about the server.
            if case .failed = input, Task.isCancelled { return }
            let health = machine.health
            let restart = machine.handle(input, now: watcher.surroundings.now, random: watcher.surroundings.fraction())
            if machine.step != .receive { reader = nil }
            if let restart { watcher.restarts.increment([watcher.resource, restart.rawValue]) }
            if machine.health != health { watcher.report(machine.health) }
        }
    }

    private func report(_ health: WatchHealth) {
        switch health {
        case .listing: logger.info("watch lists anew", metadata: ["resource": "\(resource)"])
        case .current: logger.debug("watch is current", metadata: ["resource": "\(resource)"])
        case .failing(let error):
            logger.warning("watch fails", metadata: ["resource": "\(resource)", "error": "\(error.message)"])
        }
        onHealth(health)
    }
}

extension Value {
    /// Empty where the value has none.
    var resourceVersion: String { at("metadata", "resourceVersion")?.string ?? "" }
}
