import Documents
import Kustomize
import SourceTrees

/// Renders overlays from their files to what `kubectl kustomize` prints.
struct OverlayJobs {
    let root: String

    /// - Parameter recorder: told of what writes the fields; nil for nobody.
    func render(_ job: Value, recorder: BuildRecorder?) throws -> [UInt8] {
        try Kustomization.build(
            DirectoryTree(root), directory: job["directory"]?.string ?? "",
            options: KustomizeOptions(loadRestriction: .root, order: .legacy), recorder: recorder
        ).yaml()
    }
}
