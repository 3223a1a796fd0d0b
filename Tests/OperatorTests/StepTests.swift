import Documents
import FoundationEssentials
import Logging
import MemoryCluster
import MemorySources
import Synchronization
import Testing

/// The way of a change, as the operator tells it step by step.
@Suite(.timeLimit(.minutes(1))) struct StepTests {
    @Test("a commit and a drift go the way that docs/architecture.md tells")
    func way() async throws {
        let steps = Steps()
        let told = try await Bench.play { bench in
            bench.repository.commit("one.yaml", Bench.configMap("one", "1"))
            try await bench.declareRepository()
            try await bench.apply(Bench.application("a"))
            return try await observe(bench, steps)
        }
        #expect(told == (try documented()))
    }

    private func observe(_ bench: Bench, _ steps: Steps) async throws -> [String] {
        let told = Mutex<[String]>([])
        var logger = Logger(label: "operator") { _ in StepHandler(steps: steps) }
        logger.logLevel = .trace
        try await bench.whileOperating(logger: logger) {
            try await bench.eventually("the application is ready") { bench.data("one") == "1" && steps.isQuiet }
            steps.clear()
            bench.repository.commit("one.yaml", Bench.configMap("one", "2"))
            try await bench.poke()
            try await bench.eventually("the commit is applied") { bench.data("one") == "2" && steps.isQuiet }
            told.withLock { $0.append("commit: \(steps.firstRunThatWrites)") }
            steps.clear()
            try await bench.edit("one", ["data": ["k": "by hand"]])
            try await bench.eventually("the drift is repaired") { bench.data("one") == "2" && steps.isQuiet }
            told.withLock { $0.append("drift: \(steps.firstRunThatWrites)") }
        }
        return told.withLock(\.self)
    }

    private func documented() throws -> [String] {
        let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(contentsOfFile: project.appending(path: "docs/architecture.md").path, encoding: .utf8)
        let block = try #require(page.split(separator: "```steps\n").last?.split(separator: "\n```").first)
        return block.split(separator: "\n").map(String.init)
    }
}

/// The steps that were told, in their order.
private final class Steps: Sendable {
    private let told = Mutex<[String]>([])

    func add(_ step: String) { told.withLock { $0.append(step) } }

    func clear() { told.withLock { $0 = [] } }

    /// Whether a run that writes has come to its end.
    var isQuiet: Bool {
        told.withLock { $0.contains { $0.hasPrefix("execute") } && $0.last?.hasPrefix("report") == true }
    }

    var firstRunThatWrites: String {
        let runs = told.withLock { $0 }.split { $0.hasPrefix("resolve") }
        let steps = runs.first { run in run.contains { $0.hasPrefix("execute") } } ?? []
        return (["resolve Resolution"] + steps).joined(separator: ", ")
    }
}

private struct StepHandler: LogHandler {
    let steps: Steps
    var logLevel = Logger.Level.trace
    var metadata = Logger.Metadata()

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        guard event.message == "step", let metadata = event.metadata else { return }
        if let step = metadata["step"], let result = metadata["result"] { steps.add("\(step) \(result)") }
    }
}
