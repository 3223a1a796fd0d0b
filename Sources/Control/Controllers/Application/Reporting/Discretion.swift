internal import Applying
internal import Documents
internal import Health
internal import KubeModel
internal import Operating
internal import Rendering
internal import Sourcing

/// What an application's Secrets hold, as far as this process has seen it: what was there before may still be quoted.
struct KnownSecrets: Sendable {
    private(set) var texts = SecretTexts()
    private var seen: Set<String> = []

    /// - Parameter secrets: all that are in use, each by what tells it from others and from its other versions.
    mutating func learn(_ secrets: [(id: String, Content)]) {
        let news = secrets.filter { !seen.contains($0.id) }
        guard !news.isEmpty else { return }
        add(news)
        // Of those in use none is given up for earlier ones.
        guard texts.isTooMuch, seen.count > secrets.count else { return }
        self = KnownSecrets()
        add(secrets)
    }

    enum Content {
        case secret(Value)
        case kept(KeptState)
    }

    private mutating func add(_ secrets: [(id: String, Content)]) {
        for (id, content) in secrets {
            seen.insert(id)
            switch content {
            case .secret(let object): texts.add(secret: object)
            case .kept(let state): texts.add(state)
            }
        }
    }
}

/// What may be told of an application: in status, events and the log, which more people read than Secrets.
struct Discretion: Sendable {
    var texts: SecretTexts
    /// Whether all that the application's Secrets hold is known.
    var isWhole: Bool

    func told(_ message: String) -> String { texts.masked(message) }

    /// What a server says may quote what it was sent, in forms of its own. Where it cannot be told apart it is left out.
    func told(_ error: KubeError) -> KubeError {
        guard !isWhole || !texts.isEmpty else { return error }
        guard error.mayQuoteTheRequest else { return masked(error) }
        guard isWhole, !texts.isTooMuch else { return Discretion.leftOut(error) }
        let words = ([error.message] + error.causes.map(\.message)).joined(separator: "\n")
        guard texts.mayBeTold(by: words) else { return masked(error) }
        // Fields and reasons mostly say enough, and hold no values.
        let told = masked(error.redacted)
        return texts.mayBeTold(by: told.message) ? Discretion.leftOut(error) : told
    }

    private static func leftOut(_ error: KubeError) -> KubeError {
        var told = error
        told.message =
            "the server refused it as \(error.reason.isEmpty ? "wrong" : error.reason); its words are left out, because they "
            + "may quote what stands in a Secret"
        told.causes = []
        return told
    }

    private func masked(_ error: KubeError) -> KubeError {
        var told = error
        told.message = texts.masked(error.message)
        told.causes = error.causes.map { cause in
            KubeError.Cause(
                field: texts.masked(cause.field), reason: cause.reason, message: texts.masked(cause.message))
        }
        return told
    }

    func told(_ problem: ObjectProblem) -> ObjectProblem {
        var told = problem
        told.message = texts.masked(problem.message)
        return told
    }
}

extension ApplicationReport {
    /// All of it that comes from elsewhere, before sentences are made of it, which are cut.
    func told(by discretion: Discretion) -> ApplicationReport {
        var told = self
        told.verdict = verdict.told(by: discretion)
        told.gates = gates.map { $0.told(by: discretion) }
        guard !discretion.texts.isEmpty else { return told }
        told.refused = refused.map(discretion.told)
        told.compared?.objections = compared?.objections.map(discretion.told) ?? []
        told.compared?.problems = compared?.problems.map(discretion.told) ?? []
        told.compared?.remnants = compared?.remnants.map(discretion.told) ?? []
        told.compared?.disputes = compared?.disputes.map(discretion.told) ?? []
        told.compared?.fights = compared?.fights.map(discretion.told) ?? []
        told.compared?.warnings = compared?.warnings.map(discretion.told) ?? []
        told.compared?.leaving = compared?.leaving.map(discretion.told) ?? []
        told.compared?.health.message = discretion.told(compared?.health.message ?? "")
        told.standing = standing?.told(by: discretion)
        told.operation?.refusal = operation?.refusal.map(discretion.told)
        told.operation?.changes.results = (operation?.changes.results ?? []).map { result in
            guard case .failed(let problem) = result.outcome else { return result }
            var told = result
            told.outcome = .failed(discretion.told(problem))
            return told
        }
        return told
    }
}

extension SteppedSync.Standing {
    fileprivate func told(by discretion: Discretion) -> SteppedSync.Standing {
        var told = self
        told.delay = delay.map(discretion.told)
        told.failure = failure.map(discretion.told)
        told.operation.message = discretion.told(operation.message)
        for index in operation.hooks.indices {
            told.operation.hooks[index].message = discretion.told(operation.hooks[index].message)
        }
        return told
    }
}

extension GateVerdict {
    fileprivate func told(by discretion: Discretion) -> GateVerdict {
        var told = self
        told.verdict = verdict.told(by: discretion)
        return told
    }
}

extension ApplicationReport.Verdict {
    fileprivate func told(by discretion: Discretion) -> ApplicationReport.Verdict {
        switch self {
        case .proceeds, .suspended: self
        case .waits(let finding): .waits(finding.told(by: discretion))
        case .fails(let finding): .fails(finding.told(by: discretion))
        case .stalls(let finding): .stalls(finding.told(by: discretion))
        }
    }
}

extension Finding {
    /// In bytes, of what a status tells.
    fileprivate static let longestMessage = 4_096

    fileprivate func told(by discretion: Discretion) -> Finding {
        Finding(
            reason: reason, message: discretion.told(message).withoutMiddle(over: Finding.longestMessage),
            isTransient: isTransient)
    }
}

extension String {
    /// Its beginning and end, of about so many bytes: charts decide how long their errors are, and a status has to hold
    /// them. The cause stands at the end.
    fileprivate func withoutMiddle(over bytes: Int) -> String {
        guard utf8.count > bytes else { return self }
        let (head, tail) = (utf8.prefix(bytes / 2), utf8.suffix(bytes / 2))
        return String(decoding: head, as: UTF8.self) + " … " + String(decoding: tail, as: UTF8.self)
    }
}
