internal import Documents
package import GitOpsAPI
internal import KubeModel
internal import KubeRuntime
internal import Rendering

/// Reads the ConfigMaps and Secrets that specifications name in an application's namespace: variables, and values of charts.
struct ReferenceReader: Sendable {
    /// What is known of an object, and how its watch stands; nil where there is none.
    let state: @Sendable (NamedReference) -> (value: StoreLookup<Value>, health: WatchHealth?)
    /// The application's namespace.
    let namespace: String
    /// The controller's own namespace.
    let home: String

    init(
        state: @escaping @Sendable (NamedReference) -> (value: StoreLookup<Value>, health: WatchHealth?),
        namespace: String, home: String
    ) {
        self.state = state
        self.namespace = namespace
        self.home = home
    }

    init(references: NamedObjectWatches<ReferenceOwner>, namespace: String, home: String) {
        self.init(
            state: { (references.value(of: $0), references.health(of: $0)) }, namespace: namespace, home: home)
    }

    /// Adds what the sources take from ConfigMaps and Secrets.
    func complete(_ sources: ResolvedSources) throws(Unresolved) -> ResolvedSources {
        var complete = sources
        for (index, resolved) in sources.sources.enumerated() {
            if !resolved.source.substitute.isEmpty {
                complete.sources[index].variables = try explained(resolved.source) { () throws(Unresolved) in
                    try variables(resolved.source.substitute)
                }
            }
        }
        for (index, resolved) in sources.sources.enumerated() {
            complete.sources[index].values = try explained(resolved.source) { () throws(Unresolved) in
                try values(resolved.source.helm.valuesFrom)
            }
        }
        return complete
    }

    /// Says of which of several sources a sentence is.
    private func explained<Found>(
        _ source: GitOpsApplication.Source, _ body: () throws(Unresolved) -> Found
    ) throws(Unresolved) -> Found {
        do throws(Unresolved) {
            return try body()
        } catch {
            guard case .halt(var finding, let wake) = error else { throw error }
            finding.message = source.told(finding.message)
            throw .halt(finding, wake)
        }
    }

    // MARK: Objects

    /// A ConfigMap or Secret; nil where it does not exist and need not.
    ///
    /// - Parameter reason: of the condition where it is not to be had.
    private func object(
        _ source: GitOpsApplication.VariableSource, reason: String
    ) throws(Unresolved) -> Value? {
        let object = ObjectKey(namespace: namespace, name: source.name)
        if source.kind == .secret, OwnSecrets.contain(object, home: home) {
            throw .halt(Finding(reason: reason, message: "the Secret \(source.name) \(OwnSecrets.message)"))
        }
        let (value, health) = state(NamedReference(source, in: namespace))
        switch value {
        case .outOfDate:
            // The end of a list calls again. What was a failure a moment ago may have ended since, of which nobody tells.
            guard case .failing(let why) = health else {
                throw .wait(.again(after: Pauses.unreadable))
            }
            guard !why.isTransient else { throw .wait(.again(after: Pauses.unreadable)) }
            let message = "the \(source.kind.rawValue) \(source.name) cannot be read: \(why.message)"
            throw .halt(Finding(reason: reason, message: message), .within(Pauses.unreadable))
        case .absent where source.optional: return nil
        case .absent:
            throw .halt(
                Finding(
                    reason: reason,
                    message:
                        "there is no \(source.kind.rawValue) \(source.name) in the namespace \(namespace); "
                        + "create it, or mark it optional"))
        case .found(let object): return object
        }
    }

    // MARK: Variables

    private func variables(
        _ substitution: GitOpsApplication.Substitution
    ) throws(Unresolved) -> [String: String] {
        var variables: [String: String] = [:]
        for source in substitution.from {
            guard let object = try object(source, reason: "VariablesNotFound") else { continue }
            variables.merge(VariableValues.read(object, kind: source.kind)) { _, later in later }
        }
        return variables.merging(substitution.variables) { _, inline in inline }
    }

    // MARK: Values of charts

    private func values(_ sources: [GitOpsApplication.HelmValuesSource]) throws(Unresolved) -> [ReferencedValues] {
        var values: [ReferencedValues] = []
        for source in sources {
            if let found = try self.values(source) { values.append(found) }
        }
        return values
    }

    private func values(_ source: GitOpsApplication.HelmValuesSource) throws(Unresolved) -> ReferencedValues? {
        let reason = "ValuesNotFound"
        guard let object = try object(source.object, reason: reason) else { return nil }
        let name = "the \(source.object.kind.rawValue) \(source.object.name)"
        guard let content = VariableValues.bytes(source.valuesKey, of: object, kind: source.object.kind) else {
            let message = "\(name) has no entry '\(source.valuesKey)'; correct spec.source.helm.valuesFrom, or add it"
            throw .halt(Finding(reason: reason, message: message))
        }
        return ReferencedValues(
            origin: "the entry '\(source.valuesKey)' of \(name)", content: content, form: source.form,
            isSecret: source.object.kind == .secret)
    }
}

extension GitOpsApplication.HelmValuesSource {
    fileprivate var form: ReferencedValues.Form {
        guard !targetPath.isEmpty else { return .file }
        return literal ? .literal(path: targetPath) : .value(path: targetPath)
    }
}

extension GitOpsApplication.Source {
    /// All ConfigMaps and Secrets that it takes values from.
    package var valueObjects: [GitOpsApplication.VariableSource] { substitute.from + helm.valuesFrom.map(\.object) }
}
