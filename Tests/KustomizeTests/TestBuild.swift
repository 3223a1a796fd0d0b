import Kustomize
import SourceTrees

/// Builds overlays that are given as files by path.
struct TestBuild {
    var files: [String: String]
    var symlinks: [String: String] = [:]
    var restriction = KustomizeOptions.LoadRestriction.root
    var order = KustomizeOptions.Order.asRead
    var bounds = KustomizeOptions.Bounds.standard

    init(_ files: [String: String]) { self.files = files }

    var options: KustomizeOptions {
        KustomizeOptions(loadRestriction: restriction, order: order, bounds: bounds)
    }

    var tree: MemoryTree { MemoryTree(files, symlinks: symlinks) }

    func callAsFunction(_ directory: String = "") throws(KustomizeError) -> String {
        let output = try Kustomization.build(tree, directory: directory, options: options)
        return String(decoding: try output.yaml(), as: UTF8.self)
    }

    /// The error of a build that has to fail.
    func error(_ directory: String = "") -> KustomizeError? {
        do throws(KustomizeError) {
            _ = try callAsFunction(directory)
            return nil
        } catch {
            return error
        }
    }

    /// One kustomization with one file of objects beside it.
    static func of(_ objects: String, _ kustomization: String) -> TestBuild {
        TestBuild(["kustomization.yaml": "resources: [objects.yaml]\n\(kustomization)", "objects.yaml": objects])
    }
}
