import GoValues
import TemplateFunctions

/// What a render, on its thread, shares with whoever supplies it.
final class RenderExchange {
    enum Kept: Sendable {
        /// Nothing can be kept here.
        case unavailable
        /// Nobody has asked for it yet.
        case unread
        case known(KeptState)
    }

    let kept: Kept
    let present: Int64
    private var isKeptMissing = false
    private var sources: [KeyedSources] = []

    init(kept: Kept, present: Int64) {
        self.kept = kept
        self.present = present
    }

    /// What was kept before. Where that is not known yet the render has to end, and is begun anew with it.
    func requireKept(for function: String) throws(GoError) {
        switch kept {
        case .known: return
        case .unread:
            isKeptMissing = true
            throw .limit("\(function): what was kept of it is not known yet")
        case .unavailable:
            throw GoError(
                "\(function) gives something else with each render, and nothing is kept here; give the chart the value "
                    + "instead")
        }
    }

    func add(_ source: KeyedSources) { sources.append(source) }

    var report: RenderReport {
        RenderReport(
            isKeptMissing: isKeptMissing, used: sources.reduce(KeptResults()) { $0.merging($1.used) },
            renewal: sources.compactMap(\.renewal).min())
    }
}

/// What a render has asked for, and what it leaves.
struct RenderReport: Sendable {
    var isKeptMissing: Bool
    var used: KeptResults
    /// From when on the render is to be made anew.
    var renewal: Int64?
}
