import ArgumentParser

/// Renders charts and overlays one after the other and says how long each took; `Scripts/bench-renders` holds that against
/// the tools of others.
@main
struct RenderBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render-bench", abstract: "Measures renders of charts and overlays in this process.",
        subcommands: [Generate.self, Serve.self, Recording.self])
}
