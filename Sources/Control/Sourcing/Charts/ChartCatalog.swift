internal import ChartSources
package import Documents
internal import Synchronization

/// Which charts of repositories and registries are in use, and what they were when last looked at.
///
/// Written by the chart controller, read by the application controller. It lives in memory; after a restart everything
/// is looked up again, and archives are still on disk.
package final class ChartCatalog: Sendable {
    /// What an application gets to know of a chart that it wants.
    package enum Lookup: Sendable, Hashable {
        /// Nobody has looked yet.
        case unknown
        case found(FetchedChart)
        case failed(ChartFailure)
    }

    private struct Entry {
        /// With how long each takes an answer for right; zero for ever.
        var users: [ObjectKey: Duration] = [:]
        var answer: Lookup = .unknown
        /// The last that was found, whatever came after.
        var lastFound: FetchedChart?
        /// Applications that want to hear of a look that has not begun yet.
        var waiting: Set<ObjectKey> = []
        /// Those that asked before the look that is under way began.
        var served: Set<ObjectKey> = []
        /// Somebody says that there is something new, and nobody has looked since.
        var isAnnounced = false
        /// The same of the look that is under way.
        var isServingAnnouncement = false

        mutating func drop(_ application: ObjectKey) {
            users[application] = nil
            waiting.remove(application)
            served.remove(application)
        }
    }

    private struct State {
        var entries: [WantedChart: Entry] = [:]
        var chartsOfUser: [ObjectKey: Set<WantedChart>] = [:]
    }

    private let state = Mutex(State())

    // MARK: Users

    /// Says all that an application uses from now on, and how often that is to be looked at. Returns what has to be looked
    /// at now: what is new, and what nobody may want any more.
    func use(_ charts: [WantedChart: Duration], by application: ObjectKey) -> Set<WantedChart> {
        state.withLock { state in
            let before = state.chartsOfUser[application] ?? []
            var changed: Set<WantedChart> = []
            for wanted in before where charts[wanted] == nil {
                state.entries[wanted]?.drop(application)
                changed.insert(wanted)
            }
            for (wanted, interval) in charts {
                var entry = state.entries[wanted] ?? Entry()
                if entry.users.updateValue(interval, forKey: application) != interval { changed.insert(wanted) }
                state.entries[wanted] = entry
            }
            state.chartsOfUser[application] = charts.isEmpty ? nil : Set(charts.keys)
            return changed
        }
    }

    /// How long an answer holds for whoever is least patient: zero for ever, nil where nobody uses it.
    package func interval(of wanted: WantedChart) -> Duration? {
        state.withLock { state in
            guard let users = state.entries[wanted]?.users, !users.isEmpty else { return nil }
            return users.values.filter { $0 > .zero }.min() ?? .zero
        }
    }

    /// Of those who use it.
    package func namespaces(of wanted: WantedChart) -> Set<String> {
        state.withLock { state in Set((state.entries[wanted]?.users ?? [:]).keys.map(\.namespace)) }
    }

    /// False where somebody has come to use it.
    package func forgetUnused(_ wanted: WantedChart) -> Bool {
        state.withLock { state in
            guard state.entries[wanted]?.users.isEmpty ?? true else { return false }
            state.entries[wanted] = nil
            return true
        }
    }

    /// All that is in use.
    var count: Int { state.withLock { $0.entries.count } }

    // MARK: Looks

    /// Notes that an application wants what there is from now on. Returns what has to be looked at for that.
    func requestLooks(for application: ObjectKey) -> Set<WantedChart> {
        state.withLock { state in
            let charts = state.chartsOfUser[application] ?? []
            for wanted in charts { state.entries[wanted]?.waiting.insert(application) }
            return charts
        }
    }

    /// Notes that there may be something new. Returns what has to be looked at for that.
    func announce(in namespace: String?, where fits: (WantedChart) -> Bool) -> [WantedChart] {
        state.withLock { state in
            let found = state.entries.filter { wanted, entry in
                fits(wanted) && (namespace == nil || entry.users.keys.contains { $0.namespace == namespace })
            }.keys
            for wanted in found { state.entries[wanted]?.isAnnounced = true }
            return Array(found)
        }
    }

    /// Whether what an application asked for has not been looked at since.
    package func isAwaitingLook(_ application: ObjectKey) -> Bool {
        state.withLock { state in
            (state.chartsOfUser[application] ?? []).contains { wanted in
                guard let entry = state.entries[wanted] else { return false }
                return entry.waiting.contains(application) || entry.served.contains(application)
            }
        }
    }

    /// A look begins; there is one at a time for each chart. Returns whether somebody asked for it, or told of something new.
    package func beginLook(at wanted: WantedChart) -> Bool {
        state.withLock { state in
            guard var entry = state.entries[wanted] else { return false }
            entry.served.formUnion(entry.waiting)
            entry.waiting = []
            entry.isServingAnnouncement = entry.isAnnounced
            entry.isAnnounced = false
            state.entries[wanted] = entry
            return entry.isServingAnnouncement || !entry.served.isEmpty
        }
    }

    /// A look was broken off, or did not come to ask: who wanted to hear of one still does.
    package func breakOff(at wanted: WantedChart) {
        state.withLock { state in
            guard var entry = state.entries[wanted] else { return }
            entry.waiting.formUnion(entry.served)
            entry.served = []
            if entry.isServingAnnouncement { entry.isAnnounced = true }
            state.entries[wanted] = entry
        }
    }

    /// A look has ended with an answer. Returns the applications that asked before it began.
    package func endLook(at wanted: WantedChart) -> Set<ObjectKey> {
        state.withLock { state in
            let served = state.entries[wanted]?.served ?? []
            state.entries[wanted]?.served = []
            return served
        }
    }

    // MARK: Answers

    /// Notes what came of a look. Returns the applications for which that is news.
    package func record(_ result: Result<FetchedChart, ChartFailure>, for wanted: WantedChart) -> [ObjectKey] {
        state.withLock { state in
            guard var entry = state.entries[wanted] else { return [] }
            let before = entry.answer
            switch result {
            case .success(let chart):
                entry.answer = .found(chart)
                entry.lastFound = chart
            case .failure(let failure): entry.answer = .failed(failure)
            }
            state.entries[wanted] = entry
            return entry.answer == before ? [] : Array(entry.users.keys)
        }
    }

    /// What is known of a wanted chart now.
    package func lookup(_ wanted: WantedChart) -> Lookup { state.withLock { $0.entries[wanted]?.answer ?? .unknown } }

    /// What was found last, although it may not be found any more.
    func lastFound(_ wanted: WantedChart) -> FetchedChart? { state.withLock { $0.entries[wanted]?.lastFound } }
}
