import Digests
import Processes
import SourceTrees
import TemplateFunctions

/// Renders, and begins anew with what a render turns out to need.
struct SuppliedRender {
    struct Outcome {
        var manifests: ManifestSet
        var reads: RenderReads
        var renewal: Int64?
        /// Of what the render has left to be kept; nil where that is nothing.
        var kept: Digest?
    }

    let request: RenderRequest
    let tree: any SourceTree
    let others: [String: any SourceTree]
    let supplies: (any RenderSupplies)?

    func run() async throws(RenderError) -> Outcome {
        var kept = supplies == nil ? RenderExchange.Kept.unavailable : .unread
        // Ends: what was kept becomes known once, and its moments are dropped once.
        while true {
            let recording = RecordingTree(tree)
            let recordings = others.mapValues { RecordingTree($0) }
            let (result, report) = try await attempt(kept, recording, recordings)
            if report.isKeptMissing, let supplies {
                kept = .known(try await supplies.kept())
                continue
            }
            var outcome = Outcome(
                manifests: try result.get(),
                reads: RenderReads(own: recording.readSet, others: recordings.mapValues(\.readSet)),
                renewal: report.renewal)
            let state = state(report, outcome.reads)
            if case .known(let before) = kept, before.isOutdated(by: state) {
                let texts = report.used.merging(before.results).texts
                kept = .known(KeptState(results: KeptResults(texts: texts)))
                continue
            }
            try await supplies?.keep(state)
            outcome.kept = state.isEmpty ? nil : state.digest
            return outcome
        }
    }

    private func attempt(
        _ kept: RenderExchange.Kept, _ tree: RecordingTree, _ others: [String: RecordingTree]
    ) async throws(RenderError) -> (Result<ManifestSet, RenderError>, RenderReport) {
        let request = request
        let present = supplies?.present ?? 0
        do throws(ProcessError) {
            return try await DeepThread.run(stack: renderStack) {
                let exchange = RenderExchange(kept: kept, present: present)
                let result = Result { () throws(RenderError) in
                    try Renderer(
                        request: request, tree: tree, others: others, bounds: .standard, exchange: exchange
                    ).render()
                }
                return (result, exchange.report)
            }
        } catch {
            throw RenderError(.limit, "the source cannot be rendered now: \(error)")
        }
    }

    private func state(_ report: RenderReport, _ reads: RenderReads) -> KeptState {
        guard !report.used.moments.isEmpty else { return KeptState(results: report.used) }
        var builder = Digest.Builder()
        builder.add(request.ownDigest.hex)
        builder.add(reads.digest.hex)
        return KeptState(results: report.used, inputs: builder.finish().hex)
    }
}

extension KeptState {
    /// Whether a render has used moments of this state, and they belong to other inputs than its own.
    fileprivate func isOutdated(by new: KeptState) -> Bool {
        inputs != new.inputs && new.results.moments.contains { results.moments[$0.key] != nil }
    }
}
