internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import KubeRuntime

/// The values for variables in the sources' files.
extension ApplicationRun {
    enum VariablesOutcome {
        case wait(Completion)
        case halt(Finding)
        case done
    }

    mutating func addVariables(to sources: inout ResolvedSources) -> VariablesOutcome {
        for (index, resolved) in sources.sources.enumerated() where !resolved.source.substitute.isEmpty {
            switch variables(resolved.source.substitute) {
            case .wait(let completion): return .wait(completion)
            case .halt(let finding):
                return .halt(Finding(reason: finding.reason, message: resolved.source.told(finding.message)))
            case .found(let variables): sources.sources[index].variables = variables
            }
        }
        return .done
    }

    private enum Variables {
        case wait(Completion)
        case halt(Finding)
        case found([String: String])
    }

    private mutating func variables(_ substitution: GitOpsApplication.Substitution) -> Variables {
        var variables: [String: String] = [:]
        for source in substitution.from {
            let reference = NamedReference(source, in: key.namespace)
            switch services.references.value(of: reference) {
            case .outOfDate:
                // The end of a list calls again; the end of a failure calls nobody.
                guard case .failing(let why) = services.references.health(of: reference) else { return .wait(.settled) }
                guard !why.isTransient else { return .wait(.again(after: Pauses.unreadable)) }
                lookAgain(in: Pauses.unreadable)
                return .halt(
                    Finding(
                        reason: "VariablesNotFound",
                        message: "the \(source.kind.rawValue) \(source.name) cannot be read: \(why.message)"))
            case .absent where source.optional: continue
            case .absent:
                return .halt(
                    Finding(
                        reason: "VariablesNotFound",
                        message:
                            "there is no \(source.kind.rawValue) \(source.name) in the namespace \(key.namespace); "
                            + "create it, or mark it optional"))
            case .found(let object):
                variables.merge(VariableValues.read(object, kind: source.kind)) { _, later in later }
            }
        }
        return .found(variables.merging(substitution.variables) { _, inline in inline })
    }
}
