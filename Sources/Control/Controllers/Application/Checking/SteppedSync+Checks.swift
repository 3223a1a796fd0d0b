internal import Applying
internal import Directives
internal import Documents
internal import GitOpsAPI
internal import Health
internal import KubeModel
internal import Operating
internal import Sourcing

/// The checks of an operation: steps like others, with answers from the board in place of objects.
extension SteppedSync {
    /// Has checks looked after, from how far the operation has come with them.
    mutating func take(_ checks: [CheckTurn], _ board: CheckBoard) {
        (self.checks, self.board) = (checks, board)
        guard let runs = operation?.checks else { return }
        let known = runs.filter { run in checks.contains { $0.isRecorded(by: run) } }
        if known != runs { _ = machine.handle(.checks(known), now: now) }
    }

    func record(of turn: CheckTurn) -> Operation.CheckRun? {
        operation?.checks.first { $0.phase == turn.phase && $0.name == turn.check.name }
    }

    private func question(_ turn: CheckTurn) -> CheckBoard.Question {
        CheckBoard.Question(
            application: owner, run: run(in: turn.phase), check: turn.check.name, definition: turn.definition)
    }

    /// Begins what a stage begins. Returns the hooks that are to be made for it, Jobs of checks among them.
    mutating func begin(_ stage: Course.Stage) -> [HookTurn] {
        enter(stage)
        var (made, runs) = (stage.hooks.filter { $0 < turns.count }.map { turns[$0] }, operation?.checks ?? [])
        for turn in stage.hooks.filter({ $0 >= turns.count }).map({ checks[$0 - turns.count] }) {
            var run = record(of: turn)
            if run == nil {
                let new = Operation.CheckRun(
                    phase: turn.phase, name: turn.check.name, definition: turn.definition, now: now)
                runs.append(new)
                run = new
            }
            if let job = turn.job, let run, isDue(job, run, turn.pace) { made.append(job) }
        }
        if runs != operation?.checks { _ = machine.handle(.checks(runs), now: now) }
        return made
    }

    /// Takes in what was found since, and asks what is due.
    mutating func noteChecks() {
        guard let board else { return }
        var runs = operation?.checks ?? []
        var open: Set<CheckBoard.Question> = []
        for turn in checks {
            guard let index = runs.firstIndex(where: { $0.phase == turn.phase && $0.name == turn.check.name }),
                !runs[index].isOver
            else { continue }
            if let finding = finding(of: turn, board) { runs[index].note(finding, turn.pace, now: now) }
            let question = question(turn)
            guard case .probe(let probe) = turn.subject else {
                runs[index].expire(turn.pace, limit: "\(turn.check.timeout)", now: now)
                if runs[index].isOver { end(turn.job, runs[index]) }
                continue
            }
            let answeredAt = board.standing(of: question).answeredAt
            // Whoever comes after a pause has a look first.
            let isDue = runs[index].nextLook(after: answeredAt, turn.pace) <= now
            if answeredAt != nil, !isDue { runs[index].expire(turn.pace, limit: "\(turn.check.timeout)", now: now) }
            guard !runs[index].isOver else { continue }
            open.insert(question)
            if isDue { board.ask(question, probe, patience: min(CheckBoard.patience, turn.check.timeout.duration)) }
        }
        board.keepOnly(open, of: owner)
        if runs != operation?.checks ?? [] { _ = machine.handle(.checks(runs), now: now) }
    }

    private func finding(of turn: CheckTurn, _ board: CheckBoard) -> Operation.CheckFinding? {
        switch turn.subject {
        case .missing(let why): return .open(why)
        case .probe: return board.takeAnswer(to: question(turn))
        case .job(let job):
            if let problem = job.hook.problem {
                return problem.isTransient ? .open(problem.message) : .hopeless(problem.message)
            }
            guard let run = record(of: job) else { return nil }
            switch run.status {
            case .running: return .open(run.message.isEmpty ? "its Job is running" : run.message)
            case .succeeded: return .asWished
            case .failed: return .otherwise("its Job \(job.hook.id.name) has failed".because(run.message))
            }
        }
    }

    /// A Job that took too long is over, too.
    private mutating func end(_ job: HookTurn?, _ check: Operation.CheckRun) {
        guard let job, var run = record(of: job), run.status == .running else { return }
        run.end(.failed, check.message, now: now)
        _ = machine.handle(.hooks([run]), now: now)
    }

    func state(of turn: CheckTurn) -> Course.HookPart.State {
        guard let run = record(of: turn) else { return .due }
        let name = "the check \(turn.check.name)"
        switch run.result {
        case .passed: return .succeeded
        case .failed: return .failed("\(name) has failed".because(run.message))
        case .pending, .inconclusive: break
        }
        if let job = turn.job, isDue(job, run, turn.pace) { return .due }
        return .running("waits for \(name)".because(run.message))
    }

    /// Whether a Job is to be made now.
    private func isDue(_ job: HookTurn, _ run: Operation.CheckRun, _ pace: Operation.CheckPace) -> Bool {
        record(of: job) == nil && job.hook.problem == nil && run.firstLook(pace) <= now
    }

    /// How long until something is to be done about checks, whatever happens; nil where nothing is.
    var restOfChecks: Duration? {
        let moments = checks.compactMap { turn -> KubeTime? in
            guard let run = record(of: turn), !run.isOver else { return nil }
            let deadline = run.deadline(turn.pace)
            guard case .probe = turn.subject else {
                return run.firstLook(turn.pace) > now ? run.firstLook(turn.pace) : deadline
            }
            guard let standing = board?.standing(of: question(turn)) else { return deadline }
            // An answer calls by itself.
            return standing.isOut ? nil : min(deadline, run.nextLook(after: standing.answeredAt, turn.pace))
        }
        return moments.min().map { max($0 - now, Pauses.untidy) }
    }
}
