internal import Documents
internal import KubeModel
internal import TestKit

/// An API server and what it stores, as a value: takes requests and the time, gives answers, and notes for watches what
/// happened. The same requests at the same times give the same answers.
struct ClusterState: Sendable {
    /// Whether a review is allowed; nil for none.
    var reviewer: MemoryReviewer?

    /// A kind with all versions that are served, the preferred first.
    struct Served: Sendable {
        var versions: [Kind]
        /// In which objects are stored; for the same objects others differ in nothing but their `apiVersion`.
        var stored: Kind
    }

    /// Something that happened to an object.
    struct Change: Sendable {
        var version: Int
        var collection: Collection
        /// As it is now, or as it was last.
        var object: Value
        /// Nil where it is new.
        var previous: Value?
        var isDeletion: Bool
    }

    typealias Objects = [Collection: [ObjectKey: Value]]

    private(set) var version = 1
    /// Up to where nothing is known any more of what happened.
    private(set) var compacted = 0
    private(set) var objects: Objects = [:]
    private(set) var log: [Change] = []
    /// What there was when a list that is read page by page began.
    var snapshots: [Int: Objects] = [:]
    var served: [Collection: Served] = [:]
    var watches: [Int: Watch] = [:]
    var random: SeededRandom
    let traits: ServerTraits
    var now: KubeTime
    /// Whether new definitions are not served before `settle`.
    var holdsDefinitions = false
    var lastWatch = 0

    init(seed: UInt64, minor: Int, now: KubeTime) {
        random = SeededRandom(seed: seed)
        traits = ServerTraits(minor: minor)
        self.now = now
        for kind in Kind.standard(traits) { served[kind.collection] = Served(versions: [kind], stored: kind) }
        for name in ["default", "kube-node-lease", "kube-public", "kube-system"] {
            let key = ObjectKey(namespace: "", name: name)
            let namespace: Value = [
                "apiVersion": "v1", "kind": "Namespace",
                "metadata": [
                    "name": .string(name), "uid": .string(newUID()), "creationTimestamp": .string(now.description),
                    "labels": ["kubernetes.io/metadata.name": .string(name)],
                ], "spec": ["finalizers": ["kubernetes"]], "status": ["phase": "Active"],
            ]
            store(namespace, at: key, in: Self.namespaces)
        }
    }

    static let namespaces = Collection(group: "", plural: "namespaces")
    static let definitions = Collection(group: "apiextensions.k8s.io", plural: "customresourcedefinitions")

    /// Those of a collection by their keys, in the order in which servers list them.
    static func sorted(_ objects: [ObjectKey: Value]?) -> [(key: ObjectKey, value: Value)] {
        (objects ?? [:]).sorted { path($0.key).utf8.lexicographicallyPrecedes(path($1.key).utf8) }
    }

    static func path(_ key: ObjectKey) -> String { "\(key.namespace)/\(key.name)" }

    // MARK: Storing

    /// Stores an object under a new version, which it carries from then on.
    @discardableResult
    mutating func store(_ object: Value, at key: ObjectKey, in collection: Collection) -> Value {
        version += 1
        var object = object
        object.changeMetadata { $0["resourceVersion"] = .string(String(version)) }
        let previous = objects[collection]?.updateValue(object, forKey: key)
        if objects[collection] == nil { objects[collection] = [key: object] }
        note(Change(version: version, collection: collection, object: object, previous: previous, isDeletion: false))
        return object
    }

    mutating func erase(_ key: ObjectKey, in collection: Collection) {
        guard var last = objects[collection]?.removeValue(forKey: key) else { return }
        let previous = last
        version += 1
        last.changeMetadata { $0["resourceVersion"] = .string(String(version)) }
        note(Change(version: version, collection: collection, object: last, previous: previous, isDeletion: true))
    }

    private mutating func note(_ change: Change) {
        log.append(change)
        for id in watches.keys.sorted() { watches[id]?.take(change) }
        if change.collection == Self.definitions { serveDefinitions() }
    }

    /// Forgets what happened: watches and lists that go on from before get a 410.
    mutating func compact() {
        compacted = version
        log = []
        snapshots = [:]
    }

    // MARK: Looking

    /// A kind in a version that is served.
    func kind(_ resource: Call.Resource) throws(Refusal) -> Kind {
        let kind = served[resource.collection]?.versions.first { $0.gvk.version == resource.version }
        guard let kind else { throw .noSuchPath }
        return kind
    }

    func object(_ collection: Collection, _ key: ObjectKey) -> Value? { objects[collection]?[key] }

    func find(_ resource: Call.Resource) throws(Refusal) -> Value {
        let key = ObjectKey(namespace: resource.namespace, name: resource.name)
        guard let object = object(resource.collection, key) else {
            throw .notFound(resource.collection, resource.name)
        }
        return object
    }

    /// Whether an object with this uid is there.
    func holds(uid: String) -> Bool {
        objects.values.contains { $0.values.contains { $0.uid == uid } }
    }

    // MARK: Names

    mutating func newUID() -> String {
        let numbers: [UInt64] = [random.next(), random.next()]
        let digits = numbers.map { number in
            let text = String(number, radix: 16)
            return String(repeating: "0", count: 16 - text.utf8.count) + text
        }.joined()
        func part(_ range: Range<Int>) -> String { String(Array(digits)[range]) }
        return "\(part(0..<8))-\(part(8..<12))-4\(part(13..<16))-a\(part(17..<20))-\(part(20..<32))"
    }

    /// As servers end a `generateName`.
    mutating func newSuffix() -> String {
        let letters = Array("bcdfghjklmnpqrstvwxz2456789")
        return String((0..<5).map { _ in letters[newNumber(below: letters.count)] })
    }

    mutating func newNumber(below limit: Int) -> Int { Int.random(in: 0..<limit, using: &random) }
}
