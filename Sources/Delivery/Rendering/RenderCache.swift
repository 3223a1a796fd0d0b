import Digests
package import Metrics
package import SourceTrees
import Synchronization

/// Renders, and remembers what it rendered with what was read for it: the same request on another commit needs no
/// rendering where nothing of that changed. So it does with what cannot be rendered, for a few minutes.
///
/// Results wait as JSON, not as values (see `Manifest`), and requests by their digests, so that no variable's value is
/// kept.
package final class RenderCache: Sendable {
    private struct Key: Hashable {
        let repository: String
        let request: Digest
    }

    private struct Result {
        let reads: RenderReads
        let outcome: Swift.Result<ManifestSet, RenderError>
        /// From when on it is no longer good, in seconds since 1970.
        let renewal: Int64?
        /// Of what it left to be kept.
        let kept: Digest?
        let lookups: [LookupQuestion: Digest]
        let remotes: [RemoteQuestion: RemoteReads]
        /// The namespace that may reuse this result, where it read other repositories; nil where it read none.
        let audience: String?
        /// Whether it needed more memory than most.
        let isLarge: Bool

        init(_ outcome: SuppliedRender.Outcome, _ supplies: (any RenderSupplies)?) {
            reads = outcome.reads
            self.outcome = outcome.result
            renewal = outcome.isFailure ? (supplies?.present ?? 0) + RenderCache.failureLifetime : outcome.renewal
            kept = outcome.kept
            lookups = outcome.lookups
            remotes = outcome.remotes
            audience = outcome.remotes.isEmpty ? nil : supplies?.audience
            isLarge = outcome.isLarge
        }

        /// Whether what it read elsewhere is still the same.
        func stillHolds(_ supplies: any RenderSupplies) -> Bool {
            remotes.allSatisfy { question, reads in reads.stillHold(in: supplies.remote(question)) }
        }

        /// Whether the cluster still says the same, as far as it was asked.
        func stillHolds(_ answers: [LookupQuestion: LookupAnswer]) -> Bool {
            lookups.allSatisfy { question, digest in answers[question]?.digest == digest }
        }

        /// A failure is one of what was read, or else it passes by itself. A repair's is no news.
        func isWorthKeeping(_ supplies: (any RenderSupplies)?) -> Bool {
            guard case .failure(let error) = outcome else { return true }
            return supplies.map { !$0.trustsEarlier } ?? false && ![.kept, .lost, .unavailable].contains(error.code)
        }

        var isFailure: Bool {
            if case .failure = outcome { true } else { false }
        }

        func rendered(wasCached: Bool) throws(RenderError) -> Rendered {
            Rendered(manifests: try outcome.get(), wasCached: wasCached, renewal: renewal)
        }

        var cost: Int {
            let content =
                switch outcome {
                case .success(let manifests): manifests.cost
                case .failure(let error): error.message.utf8.count
                }
            return content + remotes.values.reduce(reads.count) { $0 + $1.reads.count } * 256
        }
    }

    private struct Entry {
        /// The newest first.
        var results: [Result] = []
        /// Beside those, which are not to go for it.
        var failure: Result?
        var lastUse = 0
        /// The namespace for which it was rendered last, which it counts for.
        var namespace = ""

        var isLarge: Bool { (failure ?? results.first)?.isLarge ?? false }

        var cost: Int { results.reduce(failure?.cost ?? 0) { $0 + $1.cost } }
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var uses = 0
        var cost = 0
        var costs: [String: Int] = [:]

        /// Takes an entry's cost off, or adds it.
        mutating func count(_ entry: Entry, sign: Int) {
            cost += sign * entry.cost
            let own = costs[entry.namespace, default: 0] + sign * entry.cost
            costs[entry.namespace] = own == 0 ? nil : own
        }
    }

    /// Two, so that applications of two branches, or a revert, keep theirs.
    private static let resultsPerRequest = 2
    /// In seconds: what was too much may be too much for a busy machine only.
    private static let failureLifetime: Int64 = 300

    private let entryLimit: Int
    private let byteLimit: Int
    private let rooms: RenderRooms
    private let state = Mutex(State())
    private let outcomes: Counter

    /// Keeps at most `entries` requests and about `bytes` bytes of results, and of these at most half for one namespace; what
    /// was not used for longest goes first.
    ///
    /// - Parameter rooms: where renders wait for their turn.
    package init(
        entries: Int, bytes: Int,
        rooms: RenderRooms = RenderRooms(places: RenderRooms.usualPlaces, patience: RenderRooms.usualPatience),
        metrics: Metrics
    ) {
        entryLimit = entries
        byteLimit = bytes
        self.rooms = rooms
        outcomes = metrics.counter(
            "martlet_renders_total", help: "Renders by result: rendered, reused from the cache, or failed.",
            labels: ["result"])
    }

    /// The manifests of a request, rendered or reused. `key` names the repository, whatever its commit.
    ///
    /// - Parameters:
    ///   - others: the sources, by name, whose files the request may name.
    ///   - supplies: nil where nothing is kept.
    package func render(
        _ request: RenderRequest, tree: any SourceTree, others: [String: any SourceTree] = [:], key: String,
        supplies: (any RenderSupplies)? = nil
    ) async throws(RenderError) -> Rendered {
        let place = Key(repository: key, request: request.digest)
        let found = reusable(place, tree: tree, others: others, supplies)
        let answers = await answers(found?.lookups.keys.map(\.self) ?? [], supplies)
        if let result = found, answers.map(result.stillHolds) ?? true {
            outcomes.increment(["reused"])
            return try result.rendered(wasCached: true)
        }
        do throws(RenderError) {
            let outcome = try await SuppliedRender(
                request: request, tree: tree, others: others, supplies: supplies, rooms: rooms,
                isLarge: state.withLock { $0.entries[place]?.isLarge ?? false }, answers: answers ?? [:]
            ).run()
            let result = Result(outcome, supplies)
            store(result, for: place, supplies)
            let rendered = try result.rendered(wasCached: false)
            outcomes.increment(["rendered"])
            return rendered
        } catch {
            outcomes.increment(["failed"])
            throw error
        }
    }

    /// What was rendered for a request from files that are the same in this tree, and is still good.
    private func reusable(
        _ key: Key, tree: any SourceTree, others: [String: any SourceTree], _ supplies: (any RenderSupplies)?
    ) -> Result? {
        let mayDiffer = supplies.map { !$0.trustsEarlier } ?? false
        let results = state.withLock { state -> [Result] in
            state.uses += 1
            state.entries[key]?.lastUse = state.uses
            guard let entry = state.entries[key] else { return [] }
            // A repair needs manifests, so remembered failures do not count.
            let countsFailure = mayDiffer && supplies?.trustsFailures ?? false
            return countsFailure ? [entry.failure].compactMap(\.self) + entry.results : entry.results
        }
        // Reads the trees, so not while others wait for the lock.
        let found = results.first { result in
            result.audience.map { $0 == supplies?.audience } ?? true && result.reads.stillHold(in: tree, others: others)
                && (!mayDiffer || supplies.map(result.stillHolds) ?? true)
        }
        guard let result = found else { return nil }
        guard let supplies, mayDiffer else { return result }
        let isOver = result.renewal.map { $0 <= supplies.present } ?? false
        // Certificates that were kept before those of now are not to come back.
        return !isOver && result.kept.map(supplies.isKept) ?? true ? result : nil
    }

    /// What the cluster says now to what a render asked before; nil where it is not asked again.
    private func answers(
        _ questions: [LookupQuestion], _ supplies: (any RenderSupplies)?
    ) async -> [LookupQuestion: LookupAnswer]? {
        guard let supplies, !supplies.trustsEarlier else { return nil }
        var answers: [LookupQuestion: LookupAnswer] = [:]
        var bytes = 0
        for question in questions {
            let answer = await supplies.answer(question)
            bytes += answer.bytes
            // The render asks for the rest itself, and says that it is too much.
            guard bytes <= LookupBounds.bytes else { break }
            answers[question] = answer
        }
        return answers
    }

    private func store(_ result: Result, for key: Key, _ supplies: (any RenderSupplies)?) {
        guard result.isWorthKeeping(supplies) else { return }
        state.withLock { state in
            state.uses += 1
            var entry = state.entries[key] ?? Entry()
            state.count(entry, sign: -1)
            entry.namespace = supplies?.audience ?? ""
            if result.isFailure {
                entry.failure = result
            } else {
                entry.failure = nil
                entry.results.removeAll {
                    $0.reads == result.reads && $0.remotes == result.remotes && $0.audience == result.audience
                }
                entry.results = Array(([result] + entry.results).prefix(RenderCache.resultsPerRequest))
            }
            entry.lastUse = state.uses
            state.count(entry, sign: 1)
            state.entries[key] = entry
            evict(&state, for: entry.namespace)
        }
    }

    package var count: Int { state.withLock { $0.entries.count } }

    /// Down to nine tenths, so that the sorting is seldom.
    private func evict(_ state: inout State, for namespace: String) {
        let share = byteLimit / 2
        if state.costs[namespace, default: 0] > share {
            evict(&state, among: { $0.namespace == namespace }) { $0.costs[namespace, default: 0] <= share / 10 * 9 }
        }
        guard state.entries.count > entryLimit || state.cost > byteLimit else { return }
        evict(&state, among: { _ in true }) {
            $0.entries.count <= entryLimit * 9 / 10 && $0.cost <= byteLimit / 10 * 9
        }
    }

    private func evict(_ state: inout State, among isMeant: (Entry) -> Bool, until isEnough: (State) -> Bool) {
        let oldest = state.entries.filter { isMeant($0.value) }.sorted { $0.value.lastUse < $1.value.lastUse }
        for (key, entry) in oldest {
            guard !isEnough(state) else { return }
            state.entries[key] = nil
            state.count(entry, sign: -1)
        }
    }
}

/// What a request has come to.
package struct Rendered: Sendable {
    package var manifests: ManifestSet
    package var wasCached: Bool
    /// From when on it is to be rendered anew although nothing has changed, in seconds since 1970.
    package var renewal: Int64?
}

extension RenderRequest {
    /// Equal digests mean that everything is equal but what the cluster serves.
    var ownDigest: Digest {
        var request = self
        request.chart.cluster = ChartOptions.Cluster()
        request.traced = nil
        return request.digest
    }

    /// Equal digests mean equal requests.
    var digest: Digest {
        var builder = Digest.Builder()
        for part in [
            path, type.rawValue, String(directory.recurse), directory.include, directory.exclude,
            String(substitution != nil), String(packed != nil),
        ] + (packed?.parts ?? []) + chart.parts + overlay.parts { builder.add(part) }
        for (name, value) in (substitution?.variables ?? [:]).sorted(by: { $0.key < $1.key }) {
            builder.add(name)
            builder.add(value)
        }
        if let traced { builder.add("traced \(traced)") }
        return builder.finish()
    }
}
