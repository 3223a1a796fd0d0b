internal import Documents
internal import GitOpsAPI

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
            switch referenced(source, reason: "VariablesNotFound") {
            case .wait(let completion): return .wait(completion)
            case .halt(let finding): return .halt(finding)
            case .absent: continue
            case .found(let object):
                variables.merge(VariableValues.read(object, kind: source.kind)) { _, later in later }
            }
        }
        return .found(variables.merging(substitution.variables) { _, inline in inline })
    }
}
