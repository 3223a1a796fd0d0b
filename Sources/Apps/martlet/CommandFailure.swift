import ArgumentParser
import KubeModel
import Sourcing

/// Why a command cannot do what it is for. What it ends with tells programs.
struct CommandFailure: Error, CustomStringConvertible {
    let code: ExitCode
    let description: String

    init(_ error: SourceVisitError) {
        code = error.code.exitCode
        description = error.message
    }

    /// As of `martlet`'s commands for people: 1 is for what is so, or not so yet.
    static let usage = ExitCode(2)
}

extension SourceVisitError.Code {
    fileprivate var exitCode: ExitCode {
        switch self {
        case .notFound: ExitCode(3)
        case .notAllowed: ExitCode(4)
        case .timedOut: ExitCode(5)
        case .unreachable: ExitCode(7)
        case .failed: ExitCode(8)
        }
    }
}
