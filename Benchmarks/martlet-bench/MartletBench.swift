import ArgumentParser

/// Measures the controller against the server that it works with; `Scripts/bench` provides both.
@main
struct MartletBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "martlet-bench", abstract: "Measures how long many applications take, beside the bare requests.",
        subcommands: [Generate.self, Measure.self, Steps.self, Fill.self, FillApplications.self])
}
