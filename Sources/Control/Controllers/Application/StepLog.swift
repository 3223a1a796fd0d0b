internal import Documents
internal import Logging

/// Tells what each step of a run comes to, at the log level `trace`: how a change makes its way.
struct StepLog: Sendable {
    enum Step: String {
        case resolve, read, render, compare, plan, gate, execute, assess, report
    }

    let logger: Logger
    let application: ObjectKey

    /// Returns the result, so that a step and what is told of it are one.
    @discardableResult func callAsFunction<Result>(_ step: Step, _ result: Result) -> Result {
        logger.trace(
            "step",
            metadata: ["application": "\(application)", "step": "\(step.rawValue)", "result": "\(Result.self)"])
        return result
    }
}
