internal import Documents

/// Fields that would do nothing. Somebody counts on what they say, so they are an error and not passed over.
extension GitOpsApplication.Source {
    /// What a source is, once that is known.
    package enum Kind: Sendable, Hashable {
        case files
        case chart
        case kustomization
    }

    /// What the specification decides without the files; nil where they do.
    private var decidedKind: Kind? {
        guard !helm.isRemote else { return .chart }
        return switch type {
        case .directory: .files
        case .helm: .chart
        case .kustomize: .kustomization
        case .auto: kustomize.hasOverrides ? .kustomization : nil
        }
    }

    /// - Parameter field: where this source is in the specification.
    func validateEffects(at field: String, into problems: inout ProblemList) {
        guard !isFilesOnly, let kind = decidedKind else { return }
        for idle in idleFields(as: kind) { problems.check("\(field).\(idle)", problem(idle, as: kind)) }
    }

    /// The first of the fields that have no effect on a source of this kind, and what to do about it, as a sentence that
    /// begins with the field; nil where there is none.
    package func idleField(as kind: Kind) -> String? {
        idleFields(as: kind).first.map { "\($0) \(problem($0, as: kind))" }
    }

    private func idleFields(as kind: Kind) -> [String] {
        setFields.filter { $0.kind != kind }.flatMap { _, section, fields in
            // A kustomization may name charts, which draw.
            let idle = kind == .kustomization ? fields.filter { section != "helm" || $0 != "randomness" } : fields
            return idle.map { "\(section).\($0)" }
        }
    }

    private func problem(_ idle: String, as kind: Kind) -> String {
        let meant = helm.isRemote ? nil : setFields.first { idle.hasPrefix("\($0.section).") }?.kind
        let advice = meant.map { ", or set type to \($0.type.rawValue)" } ?? ""
        return "has no effect on \(kind.words); take it away\(advice)"
    }

    /// What is not as it is without a word, by the kind of source that it is for.
    private var setFields: [(kind: Kind, section: String, fields: [String])] {
        [
            (.files, "directory", directory.fieldValue.names(unlike: GitOpsApplication.Directory().fieldValue)),
            (.chart, "helm", helm.fieldValue.names(unlike: GitOpsApplication.Helm().fieldValue)),
            (.kustomization, "kustomize", kustomize.fieldValue.names(unlike: GitOpsApplication.Kustomize().fieldValue)),
        ]
    }
}

extension GitOpsApplication.Source.Kind {
    fileprivate var words: String {
        switch self {
        case .files: "plain files"
        case .chart: "a Helm chart"
        case .kustomization: "a kustomization"
        }
    }

    fileprivate var type: GitOpsApplication.Source.RendererType {
        switch self {
        case .files: .directory
        case .chart: .helm
        case .kustomization: .kustomize
        }
    }
}

extension Value {
    fileprivate func names(unlike other: Value) -> [String] {
        (object ?? Object()).filter { other[$0.key] != $0.value }.map(\.key)
    }
}
