internal import Documents
internal import GitOpsAPI
internal import Rendering

/// The values of charts that ConfigMaps and Secrets hold.
extension ApplicationRun {
    private static let reason = "ValuesNotFound"

    mutating func addValues(to sources: inout ResolvedSources) -> VariablesOutcome {
        for (index, resolved) in sources.sources.enumerated() {
            for source in resolved.source.helm.valuesFrom {
                switch values(source) {
                case .wait(let completion): return .wait(completion)
                case .halt(let finding):
                    return .halt(Finding(reason: finding.reason, message: resolved.source.told(finding.message)))
                case .absent: continue
                case .found(let values): sources.sources[index].values.append(values)
                }
            }
        }
        return .done
    }

    private enum Values {
        case wait(Completion)
        case halt(Finding)
        case absent
        case found(ReferencedValues)
    }

    private mutating func values(_ source: GitOpsApplication.HelmValuesSource) -> Values {
        let object: Value
        switch referenced(source.object, reason: ApplicationRun.reason) {
        case .wait(let completion): return .wait(completion)
        case .halt(let finding): return .halt(finding)
        case .absent: return .absent
        case .found(let found): object = found
        }
        let name = "the \(source.object.kind.rawValue) \(source.object.name)"
        guard let content = VariableValues.bytes(source.valuesKey, of: object, kind: source.object.kind) else {
            return .halt(
                Finding(
                    reason: ApplicationRun.reason,
                    message:
                        "\(name) has no entry '\(source.valuesKey)'; correct spec.source.helm.valuesFrom, or add it"))
        }
        return .found(
            ReferencedValues(
                origin: "the entry '\(source.valuesKey)' of \(name)", content: content, form: source.form,
                isSecret: source.object.kind == .secret))
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
    var valueObjects: [GitOpsApplication.VariableSource] { substitute.from + helm.valuesFrom.map(\.object) }
}
