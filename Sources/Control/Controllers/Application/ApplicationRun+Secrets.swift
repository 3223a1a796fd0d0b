internal import Digests
internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Rendering
internal import Sourcing

/// What messages of this application must not hold.
extension ApplicationRun {
    /// Learns what the Secrets hold that the application uses: as variables, as values, by `lookup`, and those in which is kept
    /// what its charts have made. Before anything is told, and before anything is sent that a server may quote.
    mutating func learnSecrets() async {
        var found: [(id: String, KnownSecrets.Content)] = []
        knowsSecrets = true
        for source in (try? application.spec.get())?.sources.flatMap(\.valueObjects) ?? [] where source.kind == .secret
        {
            let object = ObjectKey(namespace: key.namespace, name: source.name)
            guard !OwnSecrets.contain(object, home: services.settings.home) else { continue }
            switch services.sources.references.value(of: NamedReference(source, in: key.namespace)) {
            case .found(let secret):
                found.append((ApplicationRun.version(of: secret), .secret(secret)))
                memory.secretNames.insert(source.name)
            case .absent: continue
            // A process before this one may have applied what it held.
            case .outOfDate: knowsSecrets = knowsSecrets && memory.secretNames.contains(source.name)
            }
        }
        let seen = await sources.secrets()
        for secret in seen.lookups { found.append((ApplicationRun.version(of: secret), .secret(secret))) }
        for state in seen.kept { found.append((state.digest.hex, .kept(state))) }
        memory.secrets.learn(found)
    }

    var discretion: Discretion { Discretion(texts: memory.secrets.texts, isWhole: knowsSecrets) }

    private static func version(of object: Value) -> String {
        [
            object.namespace, object.name, object.at("metadata", "uid")?.string,
            object.at("metadata", "resourceVersion")?.string,
        ].compactMap(\.self).joined(separator: " ")
    }
}
