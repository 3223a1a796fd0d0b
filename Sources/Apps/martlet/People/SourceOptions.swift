import ArgumentParser
import Commands
import Controllers
import Documents
import Previewing

/// How the source of an application is fetched and rendered here.
struct SourceOptions: ParsableArguments {
    @Option(help: "A branch, tag or commit in the place of that of the specification.")
    var revision: String?

    @Option(help: "The name of the installation that applies the application.")
    var installation = "martlet"

    @Flag(help: "Fetch what kustomizations name elsewhere, as a controller does that allows it.")
    var allowRemoteBases = false

    @Option(help: "The seconds after which it is given up.")
    var timeout = 300

    func validate() throws {
        guard (1...86_400).contains(timeout) else { throw ValidationError("--timeout takes 1 to 86400 seconds") }
    }

    var reading: SourceReading {
        SourceReading(
            installation: installation, allowsRemoteBases: allowRemoteBases, patience: .seconds(timeout))
    }
}

/// A folder of this machine instead of a repository.
struct LocalOptions: ParsableArguments {
    @Option(
        help: "A folder in the place of the repository that the application names first, as its root.",
        completion: .directory)
    var local: String?
}
