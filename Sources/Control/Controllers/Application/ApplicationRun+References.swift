internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime

/// What specifications name in the application's namespace.
extension ApplicationRun {
    enum Referenced {
        case wait(Completion)
        case halt(Finding)
        /// It does not exist, and need not.
        case absent
        case found(Value)
    }

    /// Variables and values.
    mutating func addReferenced(to sources: inout ResolvedSources) -> VariablesOutcome {
        let outcome = addVariables(to: &sources)
        guard case .done = outcome else { return outcome }
        return addValues(to: &sources)
    }

    /// A ConfigMap or Secret.
    ///
    /// - Parameter reason: of the condition where it is not to be had.
    mutating func referenced(_ source: GitOpsApplication.VariableSource, reason: String) -> Referenced {
        let object = ObjectKey(namespace: key.namespace, name: source.name)
        if source.kind == .secret, OwnSecrets.contain(object, home: services.settings.home) {
            return .halt(Finding(reason: reason, message: "the Secret \(source.name) \(OwnSecrets.message)"))
        }
        let reference = NamedReference(source, in: key.namespace)
        switch services.references.value(of: reference) {
        case .outOfDate:
            // The end of a list calls again; the end of a failure calls nobody.
            guard case .failing(let why) = services.references.health(of: reference) else { return .wait(.settled) }
            guard !why.isTransient else { return .wait(.again(after: Pauses.unreadable)) }
            lookAgain(in: Pauses.unreadable)
            return .halt(
                Finding(
                    reason: reason, message: "the \(source.kind.rawValue) \(source.name) cannot be read: \(why.message)"
                ))
        case .absent where source.optional: return .absent
        case .absent:
            return .halt(
                Finding(
                    reason: reason,
                    message:
                        "there is no \(source.kind.rawValue) \(source.name) in the namespace \(key.namespace); "
                        + "create it, or mark it optional"))
        case .found(let object): return .found(object)
        }
    }
}
