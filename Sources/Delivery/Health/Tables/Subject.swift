import Documents

/// What clauses look at: an object, or a part of its status that speaks for itself, with the conditions that it has.
struct Subject {
    let value: Value
    let conditions: [ObjectCondition]
    /// Of the object, where conditions that are of an earlier one say nothing.
    private let generation: Int?

    /// An object as a whole. With `isDated` only the conditions that are of its latest generation count.
    init(_ object: Value, isDated: Bool) {
        self.init(object, conditionsAt: ["status", "conditions"], generation: isDated ? object.generation : nil)
    }

    private init(_ value: Value, conditionsAt path: Path, generation: Int?) {
        self.value = value
        self.generation = generation
        conditions = ObjectCondition.list(path.value(in: value)).filter { condition in
            guard let generation, let observed = condition.observedGeneration else { return true }
            return observed >= generation
        }
    }

    /// A part of it, with conditions of its own.
    func part(_ value: Value) -> Subject { Subject(value, conditionsAt: "conditions", generation: generation) }

    /// The elements of a list, or the values of a mapping.
    func parts(at path: Path) -> [Subject] {
        switch path.value(in: value) {
        case .array(let elements): elements.prefix(longestList).map(part)
        case .object(let members): members.prefix(longestList).map { part($0.value) }
        default: []
        }
    }

    func count(_ path: Path) -> Int? { path.count(in: value) }

    /// What the object itself says about why it is as it is, where it says so outside of its conditions or in one that
    /// is not as it should be.
    var words: String? {
        for path in wordPaths {
            guard let said = path.value(in: value) else { continue }
            if let text = said.string, !text.isEmpty { return text }
            let texts = said.array?.prefix(longestList).compactMap(\.string) ?? []
            if !texts.isEmpty { return texts.joined(separator: ", ") }
        }
        let condition = conditions.first { $0.status != .isTrue && !$0.cause.isEmpty }
        return condition?.cause
    }
}

extension Subject {
    /// What it calls the state that it is in.
    var phase: String? {
        for path in phasePaths {
            if let text = path.value(in: value)?.string, !text.isEmpty { return "\(path.name) is \(text)" }
        }
        return nil
    }
}

private let phasePaths: [Path] = ["status.phase", "status.state", "status.currentState"]

/// Where the status of the kinds that there are holds words for people, the most telling first.
private let wordPaths: [Path] = [
    "status.failureMessage", "status.errorMessage", "status.reconciliationStatus.error", "status.message",
    "status.phaseReason", "status.errorDescription",
    "status.error.message", "status.error", "status.errors", "status.lastErrors", "status.validationErrors",
    "status.reason", "status.failureReason", "status.description", "status.statusMessage", "reason", "message",
]
