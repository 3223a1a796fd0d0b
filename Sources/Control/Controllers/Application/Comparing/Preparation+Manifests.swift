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
        try await prepare(
            manifests.lazy.map { (value: $0.value, place: $0.place) }, definitions: (all ?? manifests).definitions)
    }
}

extension [Manifest] {
    /// Those that may define the kinds of others.
    var definitions: some Sequence<Value> {
        lazy.filter { $0.id.kind == "CustomResourceDefinition" }.map(\.value)
    }
}

extension Manifest {
    var place: String { "\(file):\(line)" }
}
