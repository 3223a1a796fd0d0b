import ArgumentParser
import Documents
import FoundationEssentials
import Kustomize
import Processes
import Rendering
import SourceTrees
import Surroundings

/// `martlet render kustomize DIR`: prints what `kubectl kustomize` prints.
struct RenderKustomizeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kustomize", abstract: "Prints what a kustomization renders to, as `kubectl kustomize` does.",
        discussion: """
            A folder of the name `kustomize` is rendered with `\(Program.name) render ./kustomize`.

              \(Program.name) render kustomize overlays/prod
            """)

    enum LoadRestrictor: String, ExpressibleByArgument, CaseIterable {
        case rootOnly
        case none

        var restriction: KustomizeOptions.LoadRestriction {
            switch self {
            case .rootOnly: .root
            case .none: .tree
            }
        }
    }

    enum Order: String, ExpressibleByArgument, CaseIterable {
        case legacy
        case fifo

        var order: KustomizeOptions.Order {
            switch self {
            case .legacy: .legacy
            case .fifo: .asRead
            }
        }
    }

    @Argument(help: "The kustomization's folder.", completion: .directory)
    var directory = "."

    @Option(
        help:
            "Where files may lie that a kustomization names: in or below its folder (rootOnly), or anywhere (none), which is how applications are rendered."
    )
    var loadRestrictor = LoadRestrictor.rootOnly

    @Option(
        help:
            "The order of the objects: by kind (legacy), or as they were read (fifo); a kustomization may say its own.")
    var reorder = Order.legacy

    @Flag(
        help:
            "Render the charts that helmCharts names, which applications always do. No program is run."
    )
    var enableHelm = false

    @Flag(
        help: "Fetch the directories of other repositories that kustomizations name, and charts, without credentials.")
    var allowRemoteBases = false

    @Option(help: "The folder that nothing may lead out of.", completion: .directory)
    var root = "/"

    @OptionGroup var bounds: RenderBoundsOptions

    func run() async throws {
        print(String(decoding: try await rendered(), as: UTF8.self), terminator: "")
    }

    func rendered() async throws -> [UInt8] {
        let root = URL(filePath: root).standardizedFileURL.path
        let path = URL(filePath: directory).standardizedFileURL.path
        let prefix = root.hasSuffix("/") ? root : "\(root)/"
        guard path == root || path.hasPrefix(prefix) else {
            throw ValidationError("\(directory) is not below the root \(self.root)")
        }
        let end = bounds.end
        let options = KustomizeOptions(
            loadRestriction: loadRestrictor.restriction, order: reorder.order,
            bounds: .fitting(bytes: RenderMemory.whole / 2, within: .standard),
            isCancelled: { end.isOver })
        let directory = String(path.dropFirst(prefix.count))
        return try await output(until: end) { [enableHelm] remotes throws(KustomizeError) in
            try Kustomization.build(
                DirectoryTree(root), directory: directory, options: options,
                inflater: enableHelm ? OverlayCharts(until: end, memory: RenderKustomizeCommand.memory) : nil,
                remotes: remotes
            ).yaml()
        }
    }

    /// For what is not the build's own.
    private static var memory: MemoryBudget { MemoryBudget(bytes: RenderMemory.whole / 2) }

    /// Builds, and begins anew with whatever the build turns out to need from elsewhere.
    private func output(
        until end: Deadline,
        _ build: @escaping @Sendable ((any RemoteSources)?) throws(KustomizeError) -> [UInt8]
    ) async throws -> [UInt8] {
        let fetcher = allowRemoteBases ? try RemoteFetcher() : nil
        defer { fetcher?.shutDown() }
        var answers: [RemoteQuestion: RemoteAnswer] = [:]
        while true {
            let (result, missing) = try await DeepThread.run(stack: renderStack) { [answers, allowRemoteBases] in
                let remotes =
                    allowRemoteBases
                    ? OverlayRemotes(answers, until: end, memory: RenderKustomizeCommand.memory) : nil
                return (Result { () throws(KustomizeError) in try build(remotes) }, remotes?.missing)
            }
            guard let missing, let fetcher else { return try result.get() }
            answers[missing] = await fetcher.answer(missing)
        }
    }
}
