/// What a server of sources does to whoever asks it.
package enum SourceFault<Failure: Error>: Sendable {
    /// Takes so long to answer.
    case slow(Duration)
    /// Answers with this.
    case refused(Failure)
}

/// Faults that are still to be met, each by one question.
struct SourceFaults<Failure: Error>: Sendable {
    private var coming: [SourceFault<Failure>] = []

    mutating func add(_ fault: SourceFault<Failure>, times: Int) {
        coming += Array(repeating: fault, count: times)
    }

    mutating func next() -> SourceFault<Failure>? { coming.isEmpty ? nil : coming.removeFirst() }
}
