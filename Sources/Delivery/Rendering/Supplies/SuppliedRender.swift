import Digests
import Documents
import Processes
import SourceTrees
import Surroundings
import TemplateFunctions

/// Renders, and begins anew with what a render turns out to need.
struct SuppliedRender {
    /// For all attempts together, without what they wait for; one that has begun has a limit of its own.
    private static let timeLimit = Duration.seconds(60)

    struct Outcome {
        /// An error is that of these files and answers: with the same ones it comes again.
        var result: Result<ManifestSet, RenderError>
        var reads: RenderReads
        var renewal: Int64?
        /// Of what the render has left to be kept; nil where that is nothing.
        var kept: Digest?
        /// What the render asked the cluster for, and the digests of the answers.
        var lookups: [LookupQuestion: Digest] = [:]
        /// What was read elsewhere.
        var remotes: [RemoteQuestion: RemoteReads] = [:]
        /// Whether it needed more memory than most.
        var isLarge = false

        var isFailure: Bool {
            if case .failure = result { true } else { false }
        }
    }

    /// What is known so far of what the render asks for.
    private struct Known {
        var kept: RenderExchange.Kept
        var answers: [LookupQuestion: LookupAnswer]
    }

    let request: RenderRequest
    let tree: any SourceTree
    let others: [String: any SourceTree]
    let supplies: (any RenderSupplies)?
    let rooms: RenderRooms
    /// Whether it needed more memory than most when it was rendered last.
    var isLarge = false
    /// What the cluster was asked for beforehand.
    var answers: [LookupQuestion: LookupAnswer] = [:]

    /// Throws what is no property of the source: what has to be kept cannot be, or there is no thread.
    func run() async throws(RenderError) -> Outcome {
        var known = Known(kept: supplies == nil ? .unavailable : .unread, answers: answers)
        // Ends: what was kept becomes known once, its moments are dropped once, and answers are bounded in number.
        // More memory is given once.
        var left = SuppliedRender.timeLimit
        var isLarge = isLarge
        while true {
            let recording = RecordingTree(tree)
            let recordings = others.mapValues { RecordingTree($0) }
            let (result, report) = try await attempt(known, recording, recordings, isLarge: isLarge)
            left -= report.duration
            if report.lacksMemory, !isLarge {
                isLarge = true
                continue
            }
            var outcome = Outcome(
                result: result,
                reads: RenderReads(own: recording.readSet, others: recordings.mapValues(\.readSet)),
                renewal: report.renewal,
                lookups: known.answers.filter { report.asked.contains($0.key) }.mapValues(\.digest),
                remotes: report.remotes, isLarge: isLarge)
            guard left > .zero || !report.isUnfinished else {
                outcome.result = .failure(
                    RenderError(
                        .limit, "the source is not rendered in \(SuppliedRender.timeLimit); let it ask for less"))
                return outcome
            }
            if try await supply(&known, for: report) { continue }
            guard case .success = result else { return outcome }
            let state = state(report, outcome.reads)
            if case .known(let before) = known.kept, before.isOutdated(by: state) {
                let texts = report.used.merging(before.results).texts
                known.kept = .known(KeptState(results: KeptResults(texts: texts)))
                continue
            }
            try await supplies?.keep(state)
            outcome.kept = state.isEmpty ? nil : state.digest
            return outcome
        }
    }

    /// Gets what a render has ended for want of; false where that is nothing.
    private func supply(_ known: inout Known, for report: RenderReport) async throws(RenderError) -> Bool {
        guard let supplies else { return false }
        if let question = report.missingAnswer {
            known.answers[question] = bounded(await supplies.answer(question), after: known.answers)
        } else if report.isKeptMissing {
            known.kept = .known(try await supplies.kept())
        } else {
            return false
        }
        return true
    }

    private func bounded(_ answer: LookupAnswer, after others: [LookupQuestion: LookupAnswer]) -> LookupAnswer {
        let bytes = ([answer] + others.values).reduce(0) { $0 + $1.bytes }
        guard bytes > LookupBounds.bytes else { return answer }
        return .failed("what the chart asks the cluster for has more than \(LookupBounds.bytes) bytes; ask for less")
    }

    private func attempt(
        _ known: Known, _ tree: RecordingTree, _ others: [String: RecordingTree], isLarge: Bool
    ) async throws(RenderError) -> (Result<ManifestSet, RenderError>, RenderReport) {
        try await rooms.run(isLarge: isLarge, for: supplies?.audience ?? "") { () async throws(RenderError) in
            try await attempt(
                known, tree, others, bytes: isLarge ? RenderMemory.whole : RenderMemory.usual)
        }
    }

    private func attempt(
        _ known: Known, _ tree: RecordingTree, _ others: [String: RecordingTree], bytes: Int
    ) async throws(RenderError) -> (Result<ManifestSet, RenderError>, RenderReport) {
        let request = request
        let present = supplies?.present ?? 0
        let answers = supplies == nil ? nil : known.answers
        let surroundings = rooms.surroundings
        do throws(ProcessError) {
            return try await DeepThread.run(stack: renderStack, by: surroundings.startThread) { [supplies] in
                let start = surroundings.now
                let exchange = RenderExchange(
                    kept: known.kept, answers: answers,
                    remotes: supplies.flatMap { $0.allowsRemotes ? $0.remote : nil }, present: present,
                    memory: MemoryBudget(bytes: bytes), end: surroundings.deadline(in: SuppliedRender.timeLimit))
                let result = Result { () throws(RenderError) in
                    try Renderer(
                        request: request, tree: tree, others: others, bounds: .standard, exchange: exchange
                    ).render()
                }
                var report = exchange.report
                report.duration = surroundings.now - start
                return (result, report)
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
        for (question, reads) in report.remotes.sorted(by: { $0.key.description < $1.key.description }) {
            builder.add(question.description)
            builder.add(reads.reads.digest.hex)
        }
        return KeptState(results: report.used, inputs: builder.finish().hex)
    }
}

extension KeptState {
    /// Whether a render has used moments of this state, and they belong to other inputs than its own.
    fileprivate func isOutdated(by new: KeptState) -> Bool {
        inputs != new.inputs && new.results.moments.contains { results.moments[$0.key] != nil }
    }
}
