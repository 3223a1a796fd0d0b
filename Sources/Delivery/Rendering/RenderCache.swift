import Digests
package import Metrics
import Processes
package import SourceTrees
import Synchronization

/// Renders, and remembers what it rendered with what was read for it: the same request on another commit needs no
/// rendering where nothing of that changed.
///
/// Results wait as JSON, not as values (see `Manifest`), and requests by their digests, so that no variable's value is
/// kept.
package final class RenderCache: Sendable {
    private struct Key: Hashable {
        let repository: String
        let request: Digest
    }

    private struct Result {
        let readSet: ReadSet
        let manifests: ManifestSet
        var cost: Int { manifests.cost + (readSet.entries.count + readSet.places.count) * 256 }
    }

    private struct Entry {
        /// The newest first.
        var results: [Result]
        var lastUse: Int
    }

    private struct State {
        var entries: [Key: Entry] = [:]
        var uses = 0
        var cost = 0
    }

    /// Two, so that applications of two branches, or a revert, keep theirs.
    private static let resultsPerRequest = 2

    private let entryLimit: Int
    private let byteLimit: Int
    private let state = Mutex(State())
    private let outcomes: Counter

    /// Keeps at most `entries` requests and about `bytes` bytes of results; what was not used for longest goes first.
    package init(entries: Int, bytes: Int, metrics: Metrics) {
        entryLimit = entries
        byteLimit = bytes
        outcomes = metrics.counter(
            "martlet_renders_total", help: "Renders by result: rendered, reused from the cache, or failed.",
            labels: ["result"])
    }

    /// The manifests of a request, rendered or reused. `key` names the repository, whatever its commit.
    package func render(
        _ request: RenderRequest, tree: any SourceTree, key: String
    ) async throws(RenderError) -> (manifests: ManifestSet, wasCached: Bool) {
        if let manifests = lookup(request, tree: tree, key: key) {
            outcomes.increment(["reused"])
            return (manifests, true)
        }
        let recording = RecordingTree(tree)
        do throws(RenderError) {
            let manifests = try await RenderCache.rendered(request, from: recording)
            store(manifests, readSet: recording.readSet, for: request, key: key)
            outcomes.increment(["rendered"])
            return (manifests, false)
        } catch {
            outcomes.increment(["failed"])
            throw error
        }
    }

    private static func rendered(
        _ request: RenderRequest, from tree: RecordingTree
    ) async throws(RenderError) -> ManifestSet {
        let outcome: Swift.Result<ManifestSet, RenderError>
        do throws(ProcessError) {
            outcome = try await DeepThread.run(stack: renderStack) {
                Swift.Result { () throws(RenderError) in try Rendering.render(request, from: tree) }
            }
        } catch {
            throw RenderError(.limit, "the source cannot be rendered now: \(error)")
        }
        return try outcome.get()
    }

    /// What was rendered for a request from files that are the same in this tree.
    package func lookup(_ request: RenderRequest, tree: some SourceTree, key: String) -> ManifestSet? {
        let key = Key(repository: key, request: request.digest)
        let results = state.withLock { state -> [Result] in
            state.uses += 1
            state.entries[key]?.lastUse = state.uses
            return state.entries[key]?.results ?? []
        }
        // Reads the tree, so not while others wait for the lock.
        return results.first { $0.readSet.stillHolds(in: tree) }?.manifests
    }

    package func store(_ manifests: ManifestSet, readSet: ReadSet, for request: RenderRequest, key: String) {
        let key = Key(repository: key, request: request.digest)
        let result = Result(readSet: readSet, manifests: manifests)
        state.withLock { state in
            state.uses += 1
            var results = state.entries[key]?.results ?? []
            state.cost -= results.reduce(0) { $0 + $1.cost }
            results.removeAll { $0.readSet == readSet }
            results = Array(([result] + results).prefix(RenderCache.resultsPerRequest))
            state.cost += results.reduce(0) { $0 + $1.cost }
            state.entries[key] = Entry(results: results, lastUse: state.uses)
            evict(&state)
        }
    }

    package var count: Int { state.withLock { $0.entries.count } }

    /// Down to nine tenths, so that the sorting is seldom.
    private func evict(_ state: inout State) {
        guard state.entries.count > entryLimit || state.cost > byteLimit else { return }
        for (key, entry) in state.entries.sorted(by: { $0.value.lastUse < $1.value.lastUse }) {
            guard state.entries.count > entryLimit * 9 / 10 || state.cost > byteLimit / 10 * 9 else { return }
            state.entries[key] = nil
            state.cost -= entry.results.reduce(0) { $0 + $1.cost }
        }
    }
}

extension RenderRequest {
    /// Equal digests mean equal requests.
    var digest: Digest {
        var builder = Digest.Builder()
        for part in [
            path, type.rawValue, String(directory.recurse), directory.include, directory.exclude,
            String(substitution != nil),
        ] + chart.parts + overlay.parts { builder.add(part) }
        for (name, value) in (substitution?.variables ?? [:]).sorted(by: { $0.key < $1.key }) {
            builder.add(name)
            builder.add(value)
        }
        return builder.finish()
    }
}
