import ArgumentParser
import Surroundings

/// How long a render may take.
struct RenderBoundsOptions: ParsableArguments {
    @Option(help: "The seconds after which a render is given up.")
    var timeout = 60

    func validate() throws {
        guard (1...86_400).contains(timeout) else { throw ValidationError("--timeout takes 1 to 86400 seconds") }
    }

    /// For a render that begins now.
    var end: Deadline { Surroundings.system.deadline(in: .seconds(timeout)) }
}
