import ArgumentParser
import Documents
import FoundationEssentials
import GoTemplate
import Helm
import Processes
import Rendering
import SourceTrees
import Surroundings
import TemplateFunctions

/// `martlet render helm CHART`: prints what `helm template` prints.
struct RenderHelmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "helm", abstract: "Prints what a Helm chart renders to, as `helm template` does.",
        discussion: """
            A folder of the name `helm` is rendered with `\(Program.name) render ./helm`.

              \(Program.name) render helm ./chart --namespace shops
            """)

    @Argument(help: "The chart's folder, or its archive (.tgz).", completion: .file())
    var chart: String

    @Option(
        name: [.customShort("f"), .customLong("values")], help: "A file of values; may be repeated, the last one wins.")
    var valueFiles: [String] = []

    @Option(name: .customLong("set"), help: "Values as a.b=1,c=x; may be repeated.")
    var parameters: [String] = []

    @Option(name: .customLong("set-string"), help: "Values as a.b=1,c=x that are texts whatever they look like.")
    var texts: [String] = []

    @Option(name: .customLong("set-json"), help: "Values as a.b={\"c\":1}, or one JSON object.")
    var json: [String] = []

    @Option(name: .customLong("set-file"), help: "Values as a.b=FILE, which are the files' contents.")
    var fileParameters: [String] = []

    @Option(name: .customLong("set-literal"), help: "A value as a.b=TEXT, in which nothing has a special meaning.")
    var literals: [String] = []

    @Option(help: "The release's name.")
    var name = "release-name"

    @Option(name: .shortAndLong, help: "The release's namespace.")
    var namespace = "default"

    @Option(help: "The version of Kubernetes that the chart is told.")
    var kubeVersion: String?

    @Option(
        name: .shortAndLong, help: "More API versions that the chart is told of, separated by commas; may be repeated.")
    var apiVersions: [String] = []

    @Flag(help: "Also print the files of crds/.")
    var includeCrds = false

    @Flag(inversion: .prefixedNo, help: "Print hooks.")
    var hooks = true

    @Flag(help: "Leave tests out of the hooks.")
    var skipTests = false

    @Flag(help: "Do not check values against values.schema.json.")
    var skipSchemaValidation = false

    @Flag(help: "Say to the chart that this is an upgrade.")
    var isUpgrade = false

    @OptionGroup var bounds: RenderBoundsOptions

    func run() async throws {
        let job = job
        let outcome = try await DeepThread.run(stack: RenderLimits.stackBytes) { Result { try job.run() } }
        let output = try outcome.get().printed(
            includeDefinitions: includeCrds, includeHooks: hooks, includeTests: !skipTests)
        print(String(decoding: output, as: UTF8.self), terminator: "")
    }

    private var job: ChartJob {
        var values = ChartJob.Values()
        (values.files, values.parameters, values.texts) = (valueFiles, parameters, texts)
        (values.json, values.fileParameters, values.literals) = (json, fileParameters, literals)
        return ChartJob(
            chart: chart, values: values,
            release: Release(name: name, namespace: namespace, isUpgrade: isUpgrade, revision: 1),
            kubeVersion: kubeVersion, apiVersions: apiVersions.flatMap { $0.split(separator: ",").map(String.init) },
            skipSchemaValidation: skipSchemaValidation, end: bounds.end)
    }
}

/// All that one render needs, by the names of files: what it makes of them stays on its thread.
private struct ChartJob: Sendable {
    struct Values: Sendable {
        var files: [String] = []
        var parameters: [String] = []
        var texts: [String] = []
        var json: [String] = []
        var fileParameters: [String] = []
        var literals: [String] = []
    }

    let chart: String
    let values: Values
    let release: Release
    let kubeVersion: String?
    let apiVersions: [String]
    let skipSchemaValidation: Bool
    let end: Deadline

    func run() throws -> ChartOutput {
        // As for Helm, symlinks may lead anywhere on the machine.
        let tree = DirectoryTree("/")
        let path = URL(filePath: chart).standardizedFileURL.path
        let end = end
        let interruption: () -> RenderSession.Interruption? = { end.isOver ? .timedOut : nil }
        let budget = ChartBudget(memory: MemoryBudget(bytes: RenderMemory.whole), interruption: interruption)
        let chart = try ChartLoader.load(path, from: tree, budget: budget)
        let renderer = ChartRenderer(
            release: release,
            capabilities: try .offline(
                kubeVersion: try kubeVersion.map { try KubeVersion($0) }, apiVersions: apiVersions),
            skipSchemaValidation: skipSchemaValidation, limits: .chart, memory: budget.memory,
            sources: NativeSources(clock: Self.clock), interruption: interruption)
        return try renderer.render(chart, values: try given.merged(memory: budget.memory, read: Self.read))
    }

    private var given: GivenValues {
        get throws {
            var given = GivenValues()
            given.files = try values.files.map { GivenValues.File(name: $0, content: try Self.read($0)) }
            (given.json, given.parameters, given.texts) = (values.json, values.parameters, values.texts)
            (given.fileParameters, given.literals) = (values.fileParameters, values.literals)
            return given
        }
    }

    private static func clock() -> (seconds: Int64, nanoseconds: Int) {
        let now = Date().timeIntervalSince1970
        let seconds = now.rounded(.down)
        return (Int64(seconds), Int((now - seconds) * 1e9))
    }

    private static func read(_ path: String) throws(HelmError) -> [UInt8] {
        guard let content = FileManager.default.contents(atPath: path) else {
            throw HelmError(.values, "\(path) cannot be read")
        }
        return Array(content)
    }
}
