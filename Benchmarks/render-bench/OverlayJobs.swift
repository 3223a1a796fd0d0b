import Documents
import Kustomize
import SourceTrees

/// Renders overlays from their files to what `kubectl kustomize` prints.
struct OverlayJobs {
    let root: String

    func render(_ job: Value) throws -> [UInt8] {
        try Kustomization.build(
            DirectoryTree(root), directory: job["directory"]?.string ?? "",
            options: KustomizeOptions(loadRestriction: .root, order: .legacy)
        ).yaml()
    }
}
