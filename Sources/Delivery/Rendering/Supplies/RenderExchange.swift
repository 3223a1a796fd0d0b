import Documents
import GoValues
import Kustomize
import SourceTrees
import Surroundings
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
    /// Nil where nobody can be asked: nothing is found then.
    let answers: [LookupQuestion: LookupAnswer]?
    /// Says what there is elsewhere, or nothing where that has to be asked for first. Nil where nothing may be taken from
    /// there.
    let remotes: ((RemoteQuestion) -> RemoteAnswer?)?
    let present: Int64
    /// What the render may take.
    let memory: MemoryBudget
    /// When it is given up; nil for never.
    let end: Deadline?
    /// Finds out where fields come from; nil where nobody asks.
    var origins: OriginRecorder?
    private(set) var asked: Set<LookupQuestion> = []
    private var isKeptMissing = false
    private var missingAnswer: LookupQuestion?
    /// What a build has ended for want of.
    private(set) var missingRemote: RemoteQuestion?
    private var remoteFiles: [RemoteQuestion: (id: String, tree: RecordingTree)] = [:]
    private var sources: [KeyedSources] = []

    /// For renders that get nothing from elsewhere.
    convenience init(memory: MemoryBudget, end: Deadline?) {
        self.init(kept: .unavailable, answers: nil, remotes: nil, present: 0, memory: memory, end: end)
    }

    init(
        kept: Kept, answers: [LookupQuestion: LookupAnswer]?, remotes: ((RemoteQuestion) -> RemoteAnswer?)?,
        present: Int64, memory: MemoryBudget, end: Deadline?
    ) {
        self.kept = kept
        self.answers = answers
        self.remotes = remotes
        self.present = present
        self.memory = memory
        self.end = end
    }

    var isOver: Bool { end?.isOver ?? false }

    /// The end of a part that may take so long, and not longer than the whole.
    func deadline(in limit: Duration) -> Deadline { end?.atMost(limit) ?? Surroundings.system.deadline(in: limit) }

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

    /// Where the answer is not known yet the render has to end, and is begun anew with it.
    func answer(_ question: LookupQuestion) throws(GoError) -> GoValue {
        guard let answers else { return .map([:]) }
        asked.insert(question)
        guard asked.count <= LookupBounds.questions else {
            throw GoError("a chart may ask for \(LookupBounds.questions) things of the cluster, and asks for more")
        }
        switch answers[question] {
        case .found(let value, _): return GoValue(live: value)
        case .failed(let message): throw GoError(message)
        case nil:
            missingAnswer = question
            throw .limit("\(question) is not known yet")
        }
    }

    /// The files that a kustomization names elsewhere, the same ones each time that it does.
    ///
    /// - Parameter open: makes files of an answer.
    func files(
        of question: RemoteQuestion, open: (RemoteAnswer) throws(KustomizeError) -> any SourceTree
    ) throws(KustomizeError) -> any SourceTree {
        if let known = remoteFiles[question] { return known.tree }
        guard remoteFiles.count < RemoteBounds.questions else {
            throw KustomizeError(
                .limit,
                "names more than \(RemoteBounds.questions) other repositories and charts; copy some into the source")
        }
        guard let answer = remotes?(question) else {
            missingRemote = question
            throw KustomizeError(.unavailable, "\(question) is not known yet")
        }
        guard let id = answer.id else {
            if case .failed(let message) = answer { throw KustomizeError(.unavailable, message) }
            throw KustomizeError(.unavailable, "\(question) cannot be had")
        }
        let tree = RecordingTree(try open(answer))
        remoteFiles[question] = (id, tree)
        return tree
    }

    func add(_ source: KeyedSources) { sources.append(source) }

    var report: RenderReport {
        RenderReport(
            isKeptMissing: isKeptMissing, missingAnswer: missingAnswer, asked: asked,
            remotes: remoteFiles.mapValues { RemoteReads(id: $0.id, reads: $0.tree.readSet) },
            used: sources.reduce(KeptResults()) { $0.merging($1.used) },
            renewal: sources.compactMap(\.renewal).min(), lacksMemory: memory.isExceeded)
    }
}

/// What a render has asked for, and what it leaves.
struct RenderReport: Sendable {
    var isKeptMissing: Bool
    var missingAnswer: LookupQuestion?
    var asked: Set<LookupQuestion>
    var remotes: [RemoteQuestion: RemoteReads]
    var used: KeptResults
    /// From when on the render is to be made anew.
    var renewal: Int64?
    /// Whether it needs more memory than it had.
    var lacksMemory: Bool
    /// What the render took.
    var duration = Duration.zero

    /// Whether it ended for want of something that can be had.
    var isUnfinished: Bool { isKeptMissing || missingAnswer != nil }
}
