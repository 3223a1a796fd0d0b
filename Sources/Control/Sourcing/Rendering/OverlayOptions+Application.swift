internal import GitOpsAPI
internal import Rendering

extension OverlayOptions {
    init(_ kustomize: GitOpsApplication.Kustomize) {
        self.init()
        namePrefix = kustomize.namePrefix
        nameSuffix = kustomize.nameSuffix
        namespace = kustomize.namespace
        images = kustomize.images.map {
            Image(name: $0.name, newName: $0.newName, newTag: $0.newTag, digest: $0.digest)
        }
        replicas = kustomize.replicas.map { Replica(name: $0.name, count: $0.count) }
        labels = kustomize.labels
        annotations = kustomize.annotations
        patches = kustomize.patches.map {
            var patch = Patch(patch: $0.patch, target: $0.target?.values)
            patch.allowNameChange = $0.allowNameChange
            patch.allowKindChange = $0.allowKindChange
            return patch
        }
        components = kustomize.components
        loadRestrictor = LoadRestrictor(rawValue: kustomize.loadRestrictor.rawValue) ?? .anywhere
    }
}
