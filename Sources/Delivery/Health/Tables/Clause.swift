import Documents

/// One line of a rule. It says how an object is where what it looks at is so, and nothing where it is not.
indirect enum Clause: Sendable {
    /// All of these are so.
    case when([Sign], HealthStatus, says: String?)
    /// The parts of the object in a list or mapping, each judged by clauses of their own: the worst that is not healthy.
    case each(Path, named: Path, [Clause])
    /// A part of the object that has conditions of its own.
    case part(Path, [Clause])

    /// The message says why an object is not healthy; where it is there is nothing to say, and nothing to write anew
    /// whenever a controller finds other words for it.
    static func healthy(_ signs: Sign...) -> Clause { .when(signs, .healthy, says: "") }
    static func suspended(_ signs: Sign..., says: String? = nil) -> Clause { .when(signs, .suspended, says: says) }
    static func progressing(_ signs: Sign..., says: String? = nil) -> Clause { .when(signs, .progressing, says: says) }
    static func missing(_ signs: Sign..., says: String? = nil) -> Clause { .when(signs, .missing, says: says) }
    static func degraded(_ signs: Sign..., says: String? = nil) -> Clause { .when(signs, .degraded, says: says) }
    static func unknown(_ signs: Sign..., says: String? = nil) -> Clause { .when(signs, .unknown, says: says) }

    func health(of subject: Subject) -> ObjectHealth? {
        switch self {
        case .when(let signs, let status, let words):
            guard signs.allSatisfy({ $0.holds(for: subject) }) else { return nil }
            return ObjectHealth(status, words ?? signs.first?.cause(in: subject) ?? subject.words ?? "")
        case .each(let path, let name, let clauses):
            return worst(subject.parts(at: path), named: name, clauses)
        case .part(let path, let clauses):
            return path.value(in: subject.value).flatMap { clauses.health(of: subject.part($0)) }
        }
    }

    private func worst(_ parts: [Subject], named name: Path, _ clauses: [Clause]) -> ObjectHealth? {
        var worst: ObjectHealth?
        for part in parts {
            guard let health = clauses.health(of: part), health.status != .healthy,
                health.status > worst?.status ?? .healthy
            else { continue }
            let title = name.value(in: part.value)?.string ?? ""
            worst = title.isEmpty ? health : ObjectHealth(health.status, title.because(health.message))
        }
        return worst
    }
}

extension [Clause] {
    /// By the first that says something.
    func health(of subject: Subject) -> ObjectHealth? {
        for clause in self {
            if let health = clause.health(of: subject) { return health }
        }
        return nil
    }
}
