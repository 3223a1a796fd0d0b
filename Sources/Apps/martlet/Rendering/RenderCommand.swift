import ArgumentParser
import Documents
import FoundationEssentials
internal import Observing
import Processes
import Rendering
import SourceTrees
import Surroundings
import YAML

/// `martlet render`: prints what would be applied.
struct RenderCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "render", abstract: "Prints what folders, files, charts or overlays render to, as YAML.",
        discussion: """
            Without a subcommand, paths are folders or files; `app` renders what an application of a cluster is made of.

              \(Program.name) render shop/
              \(Program.name) render --policies policies/ shop/
            """,
        subcommands: [
            RenderFilesCommand.self, RenderApplicationCommand.self, RenderHelmCommand.self, RenderKustomizeCommand.self,
        ],
        defaultSubcommand: RenderFilesCommand.self)
}

/// `martlet render PATH…`
struct RenderFilesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "files", abstract: "Prints the objects that folders, charts or files render to.",
        discussion: "  \(Program.name) render files shop/ --set REGION=eu")

    @Argument(help: "Folders or files.", completion: .file())
    var paths: [String]

    @Option(help: "Which files of a folder count, as a glob.")
    var include = ""

    @Option(help: "Which files of a folder do not count, as a glob; wins over --include.")
    var exclude = ""

    @Flag(inversion: .prefixedNo, help: "Also read the folders below.")
    var recurse = true

    @Option(name: .customLong("set"), help: "A variable for substitution, as NAME=VALUE; may be repeated.")
    var variables: [String] = []

    @OptionGroup var policies: PolicyOptions

    @OptionGroup var bounds: RenderBoundsOptions

    func validate() throws {
        guard variables.allSatisfy({ $0.contains("=") }) else {
            throw ValidationError("--set takes NAME=VALUE")
        }
    }

    func run() async throws {
        var rendered: [PolicyCheck.Rendered] = []
        let (check, end) = (try policies.check(), bounds.end)
        for path in paths {
            let folder = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            rendered.append(PolicyCheck.Rendered(set: try await render(path, until: end), folder: folder))
        }
        print(YAML.emit(rendered.flatMap(\.set.manifests).map(\.value)), terminator: "")
        try check?.run(on: rendered)
    }

    private func render(_ path: String, until end: Deadline) async throws -> ManifestSet {
        // A path is read with its folder as the root, so that links may lead to what lies beside it, and no further.
        let url = URL(filePath: path).standardizedFileURL
        let tree = DirectoryTree(url.deletingLastPathComponent().path)
        let request = RenderRequest(
            path: url.lastPathComponent, type: .auto,
            directory: DirectoryOptions(recurse: recurse, include: include, exclude: exclude),
            substitution: variables.isEmpty ? nil : Substitution(variables: values))
        let outcome = try await DeepThread.run(stack: renderStack) {
            Result { () throws(RenderError) in try Rendering.render(request, from: tree, until: end) }
        }
        return try outcome.get()
    }

    private var values: [String: String] {
        Dictionary(
            variables.compactMap { text in
                text.firstIndex(of: "=").map { (String(text[..<$0]), String(text[text.index(after: $0)...])) }
            }, uniquingKeysWith: { _, later in later })
    }
}
