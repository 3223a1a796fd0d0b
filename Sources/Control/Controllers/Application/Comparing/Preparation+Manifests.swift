internal import Applying
internal import Documents
internal import KubeClient
internal import KubeModel
internal import Rendering

extension Preparation {
    /// Of manifests as they were rendered.
    func prepare(
        _ manifests: [Manifest], definedBy all: [Manifest]? = nil
    ) async throws(KubeError) -> (objects: [PreparedObject], problems: [ObjectProblem]) {
        let definitions = (all ?? manifests).lazy.filter { $0.id.kind == "CustomResourceDefinition" }.map(\.value)
        return try await prepare(
            manifests.lazy.map { (value: $0.value, place: "\($0.file):\($0.line)") }, definitions: definitions)
    }
}
