import ArgumentParser
import Documents
import Foundation
import GoTemplate
import Helm
import Kustomize
import Processes

/// Says what it costs to note where fields come from, as `martlet why` does.
struct Recording: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Renders what standard input asks for with and without noting origins, and prints the ratio.")

    @Argument(help: "What is rendered: helm or kustomize.")
    var kind: Serve.Kind

    @Option(help: "The folder that charts or overlays lie in.")
    var root: String

    @Option(help: "How often each is rendered both ways, by turns.")
    var rounds = 20

    func run() async throws {
        let (kind, root, rounds) = (kind, root, rounds)
        let outcome = try await DeepThread.run(stack: RenderLimits.stackBytes) {
            Result {
                let charts = ChartJobs(root: root, keepTemplates: true)
                let overlays = OverlayJobs(root: root)
                while let line = readLine() {
                    let job = try JSON.parse(line, limits: .file)
                    try Recording.measure(job, rounds) { records in
                        switch kind {
                        case .helm: try charts.render(job, recorder: records ? ChartRecorder() : nil)
                        case .kustomize: try overlays.render(job, recorder: records ? BuildRecorder() : nil)
                        }
                    }
                }
            }
        }
        try outcome.get()
    }

    /// By turns, so that whatever else the machine does slows both down.
    private static func measure(_ job: Value, _ rounds: Int, _ render: (Bool) throws -> [UInt8]) throws {
        let clock = ContinuousClock()
        var seconds: [Bool: Double] = [:]
        for _ in 0..<rounds {
            for records in [false, true] {
                let start = clock.now
                _ = try render(records)
                seconds[records, default: 0] += start.duration(to: clock.now) / .seconds(1)
            }
        }
        let (without, with) = (seconds[false] ?? 0, seconds[true] ?? 0)
        let answer: Value = [
            "job": job, "without": .double(without), "with": .double(with), "ratio": .double(with / max(without, 1e-9)),
        ]
        try FileHandle.standardOutput.write(contentsOf: answer.jsonBytes() + [10])
    }
}
