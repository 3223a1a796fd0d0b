import ArgumentParser
import FoundationEssentials
import Kustomize
import SourceTrees

/// `martlet render kustomize DIR`: prints what `kubectl kustomize` prints.
struct RenderKustomizeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kustomize", abstract: "Prints what a kustomization renders to, as `kubectl kustomize` does.",
        discussion: "A folder of the name `kustomize` is rendered with `martlet render ./kustomize`.")

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

    @Option(help: "The folder that nothing may lead out of.", completion: .directory)
    var root = "/"

    func run() throws {
        let root = URL(filePath: root).standardizedFileURL.path
        let path = URL(filePath: directory).standardizedFileURL.path
        let prefix = root.hasSuffix("/") ? root : "\(root)/"
        guard path == root || path.hasPrefix(prefix) else {
            throw ValidationError("\(directory) is not below the root \(self.root)")
        }
        let options = KustomizeOptions(loadRestriction: loadRestrictor.restriction, order: reorder.order)
        let output = try Kustomization.build(
            DirectoryTree(root), directory: String(path.dropFirst(prefix.count)), options: options)
        print(String(decoding: try output.yaml(), as: UTF8.self), terminator: "")
    }
}
