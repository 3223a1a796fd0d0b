import ArgumentParser
import Documents
import Foundation
import GoTemplate
import Helm
import Processes

/// Reads one job per line from standard input, and answers each with a line once it has rendered it.
struct Serve: AsyncParsableCommand {
    enum Kind: String, ExpressibleByArgument {
        case helm, kustomize
    }

    static let configuration = CommandConfiguration(
        abstract: "Renders what standard input asks for, a line of JSON each, and answers with the time it took.")

    @Argument(help: "What is rendered: helm or kustomize.")
    var kind: Kind

    @Option(help: "The folder that charts or overlays lie in.")
    var root: String

    @Flag(help: "Keep parsed templates from one render to the next, as the controller does.")
    var keepTemplates = false

    func run() async throws {
        let (kind, root, keepTemplates) = (kind, root, keepTemplates)
        let outcome = try await DeepThread.run(stack: RenderLimits.stackBytes) {
            Result {
                switch kind {
                case .helm:
                    let charts = ChartJobs(root: root, keepTemplates: keepTemplates)
                    try Serve.answer { try charts.render($0, recorder: nil) }
                case .kustomize: try Serve.answer { try OverlayJobs(root: root).render($0, recorder: nil) }
                }
            }
        }
        try outcome.get()
    }

    /// - Parameter render: gives what was rendered; called once for each line.
    private static func answer(_ render: (Value) throws -> [UInt8]) throws {
        while let line = readLine() {
            let job = try JSON.parse(line, limits: .file)
            var answer: Object = [:]
            let clock = ContinuousClock()
            let processorStart = Foundation.clock()
            let start = clock.now
            do {
                answer["bytes"] = .integer(try render(job).count)
            } catch {
                answer["error"] = .string("\(error)")
            }
            answer["seconds"] = .double(start.duration(to: clock.now) / .seconds(1))
            answer["processorSeconds"] = .double(
                Double(Foundation.clock() - processorStart) / Double(CLOCKS_PER_SEC))
            try FileHandle.standardOutput.write(contentsOf: Value.object(answer).jsonBytes() + [10])
        }
    }
}
