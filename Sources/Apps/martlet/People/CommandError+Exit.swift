import ArgumentParser
import Commands
import Migration
import Sourcing

extension CommandError {
    init(_ error: SourceVisitError) { self.init(Code(error.code), error.message) }

    init(_ error: MigrationError) {
        switch error.reason {
        case .visit(let code): self.init(Code(code), error.message)
        case .refused: self.init(.refused, error.message)
        }
    }

    var exitCode: ExitCode { ExitCode(code.rawValue) }
}

extension CommandError.Code {
    fileprivate init(_ code: SourceVisitError.Code) {
        self =
            switch code {
            case .notFound: .notFound
            case .notAllowed: .notAllowed
            case .timedOut: .timedOut
            case .unreachable: .unreachable
            case .failed: .failed
            }
    }
}
