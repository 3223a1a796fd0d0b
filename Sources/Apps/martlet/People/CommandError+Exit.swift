import ArgumentParser
import Commands
import Sourcing

extension CommandError {
    init(_ error: SourceVisitError) {
        let code: Code =
            switch error.code {
            case .notFound: .notFound
            case .notAllowed: .notAllowed
            case .timedOut: .timedOut
            case .unreachable: .unreachable
            case .failed: .failed
            }
        self.init(code, error.message)
    }

    var exitCode: ExitCode { ExitCode(code.rawValue) }
}
