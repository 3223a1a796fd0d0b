internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Sourcing
internal import Surroundings
internal import Synchronization
internal import TimeZones
internal import Windows

/// All windows, as they were read last, and which applications wait for one.
///
/// As long as they are not known nothing that one could hold passes. They are known once they were listed, or once the server is sure
/// that it has no such kind.
final class WindowBoard: Sendable {
    /// What is to be decided of all windows for an application.
    enum Answer: Sendable, Hashable {
        /// Those that are for it, in each of its namespaces.
        case rules([[WindowRule]])
        /// Nobody knows; why.
        case unknown(String)
    }

    private struct State {
        var knowledge: KindKnowledge
        var rulings: [ObjectKey: WindowRuling] = [:]
        /// Applications that are held, by what windows choose them by.
        var held: [ObjectKey: WindowSubject] = [:]
    }

    let store = Store<GitOpsWindow>()
    let namespaces: NamespaceBook
    let queue: WorkQueue<ObjectKey>
    private let zones: ZoneFiles
    private let state: Mutex<State>
    private let known = Doorbell()

    /// - Parameter isUsed: whether windows are obeyed at all.
    init(isUsed: Bool, zones: ZoneFiles, namespaces: NamespaceBook, surroundings: Surroundings) {
        self.zones = zones
        self.namespaces = namespaces
        queue = WorkQueue(backoff: Backoff.work(cap: .seconds(60)), surroundings: surroundings)
        state = Mutex(State(knowledge: isUsed ? .unknown("were not listed yet") : .none))
    }

    // MARK: Windows

    var knowledge: KindKnowledge { state.withLock { $0.knowledge } }

    /// Returns the applications that this may release.
    func note(_ knowledge: KindKnowledge) -> Set<ObjectKey> {
        state.withLock { state in
            guard state.knowledge != knowledge else { return [] }
            state.knowledge = knowledge
            if knowledge == .none { state.rulings = [:] }
            if knowledge.isKnown { known.ring() }
            return Set(state.held.keys)
        }
    }

    /// Returns once windows are known, or after so long.
    func waitUntilKnown(for limit: Duration, by surroundings: Surroundings) async {
        let end = surroundings.now + limit
        while !knowledge.isKnown, surroundings.now < end, !Task.isCancelled {
            await known.wait(until: end, by: surroundings)
        }
    }

    func ruling(of window: ObjectKey) -> WindowRuling? { state.withLock { $0.rulings[window] } }

    /// Takes a window in as it is now, or that it is gone. Returns the applications that are held and that it was for, or is.
    func note(_ key: ObjectKey, _ window: GitOpsWindow?) -> Set<ObjectKey> {
        let ruling = window.map { WindowRuling($0, zones) }
        if ruling?.selector.namespaces?.selector != nil { namespaces.need() }
        return state.withLock { state in
            let old = state.rulings[key]
            state.rulings[key] = ruling
            let rulings = [old, ruling].compactMap(\.self)
            return Set(
                state.held.filter { _, subject in
                    rulings.contains { ruling in !places(of: subject, ruling.selector).isEmpty }
                }.keys)
        }
    }

    // MARK: Applications

    func isHeld(_ application: ObjectKey) -> Bool { state.withLock { $0.held[application] != nil } }

    /// Whether it is sure that no window holds anything.
    var isEmpty: Bool { state.withLock { $0.knowledge.isKnown && $0.rulings.isEmpty } }

    /// Takes down that an application waits for a window, or that it does not.
    func setHeld(_ subject: WindowSubject?, _ application: ObjectKey) {
        state.withLock { $0.held[application] = subject }
    }

    /// All that are held, where namespaces are chosen by labels.
    var heldForLabels: Set<ObjectKey> {
        state.withLock { state in
            state.rulings.values.contains { $0.selector.namespaces?.selector != nil } ? Set(state.held.keys) : []
        }
    }

    func held(in namespace: String) -> [ObjectKey] {
        state.withLock { state in state.held.filter { $0.value.namespaces.contains(namespace) }.map(\.key) }
    }

    /// What the windows say of an application.
    func answer(for subject: WindowSubject) -> Answer {
        let (knowledge, rulings) = state.withLock { ($0.knowledge, $0.rulings.values.map(\.self)) }
        if case .unknown(let why) = knowledge { return .unknown(why) }
        guard !rulings.isEmpty else { return .rules([]) }
        if rulings.contains(where: { $0.selector.namespaces?.selector != nil }), !namespaces.store.isSynced {
            return .unknown("choose namespaces by labels, which were not listed yet")
        }
        var groups: [Set<String>: [WindowRule]] = [:]
        let chosen = rulings.map { (rule: $0.rule, places: places(of: subject, $0.selector)) }
        for namespace in subject.namespaces {
            let rules = chosen.filter { $0.places.contains(namespace) }.map(\.rule).sorted { $0.name < $1.name }
            groups[Set(rules.map(\.name))] = rules
        }
        return .rules(groups.values.filter { !$0.isEmpty }.sorted { $0[0].name < $1[0].name })
    }

    /// In which of an application's namespaces a window is for it.
    private func places(of subject: WindowSubject, _ selector: GitOpsWindow.Selector) -> Set<String> {
        if let applications = selector.applications, !applications.matches(subject.labels) { return [] }
        if !selector.environments.isEmpty, subject.environments.isDisjoint(with: selector.environments) { return [] }
        guard let chosen = selector.namespaces else { return subject.namespaces }
        return subject.namespaces.filter { chosen.fits($0, namespaces.labels(of: $0, expected: subject.expected)) }
    }
}

extension WindowBoard {
    /// How many applications are released a second when a window opens.
    private static let releaseRate = 20.0
    /// Within which time all are, however many.
    private static let longestSpread = 55.0

    /// How long after a window has opened an application goes on, so that not all do at once: always the same for one of as many.
    ///
    /// - Parameter count: how many there are.
    static func delay(of application: ObjectKey, among count: Int) -> Duration {
        let spread = min(Double(count) / releaseRate, longestSpread)
        // FNV-1a: the same in every process, and nearby names lie far apart.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in application.description.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        hash ^= hash >> 32
        return .seconds(spread * Double(hash % 10_000) / 10_000)
    }
}
