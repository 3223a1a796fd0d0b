internal import Digests
internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import KubeRuntime
internal import Rendering
internal import Sourcing
internal import Surroundings

/// What an application uses that nobody is to read in messages.
extension RunState {
    /// What may be told of the application.
    var discretion: Discretion { Discretion(texts: memory.secrets.texts, isWhole: knowsSecrets) }

    /// As whom the application's objects are written, and whose errors tell nothing that stands in its Secrets.
    mutating func writer(_ identity: Identity) async throws(KubeError) -> KubeClient {
        await learnSecrets()
        let (account, discretion) = (identity.account, discretion)
        return try context.services.destination.client
            .impersonating(serviceAccount: account.name, namespace: account.namespace)
            .discreet { discretion.told($0) }
    }

    /// Learns what the Secrets hold that the application uses: as variables, as values, by `lookup`, and those in which is kept
    /// what its charts have made. Before anything is told, and before anything is sent that a server may quote.
    mutating func learnSecrets() async {
        let named = context.secretsOfSpecification(known: memory.secretNames)
        memory.secretNames.formUnion(named.names)
        knowsSecrets = named.isWhole
        let seen = await sources.secrets()
        memory.secrets.learn(
            (named.secrets + seen.lookups).map { (id: $0.versionKey, .secret($0)) }
                + seen.kept.map { (id: $0.digest.hex, .kept($0)) })
    }
}

extension RunContext {
    /// The Secrets that the specification names.
    ///
    /// - Parameter known: those whose content was learnt before. Of others that cannot be read now a process before this one may
    ///   have applied what they held, so not everything is known.
    fileprivate func secretsOfSpecification(
        known: Set<String>
    ) -> (secrets: [Value], names: Set<String>, isWhole: Bool) {
        var found: (secrets: [Value], names: Set<String>, isWhole: Bool) = ([], [], true)
        let sources = (try? application.spec.get())?.sources ?? []
        for source in sources.flatMap(\.valueObjects) where source.kind == .secret {
            let object = ObjectKey(namespace: key.namespace, name: source.name)
            guard !OwnSecrets.contain(object, home: services.settings.home) else { continue }
            switch services.sources.references.value(of: NamedReference(source, in: key.namespace)) {
            case .found(let secret):
                found.secrets.append(secret)
                found.names.insert(source.name)
            case .absent: continue
            case .outOfDate: found.isWhole = found.isWhole && known.union(found.names).contains(source.name)
            }
        }
        return found
    }
}

extension Value {
    /// Tells an object from others, and from its other versions.
    fileprivate var versionKey: String {
        [namespace, name, at("metadata", "uid")?.string, at("metadata", "resourceVersion")?.string]
            .compactMap(\.self).joined(separator: " ")
    }
}
