internal import Documents

/// Where the chart of a HelmRelease is.
struct FluxChart {
    let sources: FluxSources
    let release: ObjectID

    private static let chart = FieldTable([
        "chart": .aside, "version": .aside, "sourceRef": .aside, "valuesFiles": .becomes("source.helm.valueFiles"),
        "ignoreMissingValuesFiles": .becomes("source.helm.ignoreMissingValueFiles"),
        "interval": .becomes("source.helm.interval"), "reconcileStrategy": .inherent, "suspend": .inherent,
        "verify": .says(.dropped, "signatures of charts are not checked here"),
    ])
    private static let repository = FieldTable([
        "url": .aside, "type": .inherent, "secretRef": .becomes("source.helm.secretRef"),
        "certSecretRef": .aside, "passCredentials": .becomes("source.helm.passCredentials"),
        "interval": .becomes("source.helm.interval"), "timeout": .inherent, "suspend": .inherent,
        "accessFrom": .inherent,
        "provider": .reads { value, _, notes in
            if value != "generic" { notes.add(.blocks, "only Secrets say who one is here; put credentials into one") }
        },
        "insecure": .says(.blocks, "registries are asked by https"),
    ])
    private static let registry = FieldTable([
        "url": .aside, "ref": .aside, "secretRef": .becomes("source.helm.secretRef"),
        "interval": .becomes("source.helm.interval"), "timeout": .inherent, "suspend": .inherent,
        "certSecretRef": .aside, "layerSelector": .inherent,
        "provider": .reads { value, _, notes in
            if value != "generic" { notes.add(.blocks, "only Secrets say who one is here; put credentials into one") }
        },
        "verify": .says(.dropped, "signatures of charts are not checked here"),
        "insecure": .says(.blocks, "registries are asked by https"),
    ])

    /// Puts it into the draft of an application, which holds `chart` or `chartRef`.
    func place(into draft: inout Draft, _ notes: inout FieldNotes) {
        if let reference = draft.aside["chartRef"] {
            return notes.inside("chartRef") { follow(reference, &draft, &$0) }
        }
        guard let template = draft.aside["chart"] else { return notes.add(.blocks, "names no chart") }
        notes.inside("chart.spec") { place(template["spec"], from: release.namespace, &draft, &$0) }
    }

    private func follow(_ reference: Value, _ draft: inout Draft, _ notes: inout FieldNotes) {
        let (id, object) = sources.find(reference, from: release.namespace)
        guard let object else { return notes.add(.blocks, "there is no \(id)") }
        switch id.kind {
        case "HelmChart": place(object["spec"], from: id.namespace, &draft, &notes)
        case "OCIRepository": placeRegistry(object, &draft, &notes)
        default: notes.add(.blocks, "\(id.kind.cut(to: 64)) is no source of charts that is known here")
        }
        keepSecret(of: id, &draft, &notes)
    }

    private func place(_ spec: Value?, from namespace: String, _ draft: inout Draft, _ notes: inout FieldNotes) {
        Self.chart.read(spec, into: &draft, &notes)
        let (id, object) = sources.find(draft.aside["sourceRef"], from: namespace)
        switch id.kind {
        case "GitRepository":
            draft.set("source.path", to: .string(String(draft.text("chart").drop { $0 == "/" })))
            draft.set("source.type", to: "Helm")
            draft.set("source.helm.interval", to: nil)
            notes.inside("sourceRef") { notes in
                let reference: Value = [
                    "kind": "GitRepository", "name": .string(id.name), "namespace": .string(id.namespace),
                ]
                sources.place(reference, from: release, into: &draft, &notes)
            }
        case "HelmRepository":
            guard let object else { return notes.add(.blocks, at: "sourceRef", "there is no \(id)") }
            notes.inside("sourceRef") { Self.repository.read(object["spec"], into: &draft, &$0) }
            draft.set("source.helm.chart", to: draft.aside["chart"])
            draft.set("source.helm.repoURL", to: draft.aside["url"])
            draft.set("source.helm.version", to: draft.aside["version"])
            keepSecret(of: id, &draft, &notes)
        default: notes.add(.blocks, at: "sourceRef", "\(id.kind.cut(to: 64)) is no source of charts that is known here")
        }
    }

    private func placeRegistry(_ object: Value, _ draft: inout Draft, _ notes: inout FieldNotes) {
        Self.registry.read(object["spec"], into: &draft, &notes)
        let url = draft.text("url")
        guard let slash = url.lastIndex(of: "/") else { return notes.add(.blocks, at: "url", "names no chart") }
        draft.set("source.helm.repoURL", to: .string(String(url[..<slash])))
        draft.set("source.helm.chart", to: .string(String(url[url.index(after: slash)...])))
        let reference = draft.aside["ref"]
        guard reference?["digest"] == nil else { return notes.add(.blocks, at: "ref.digest", "name a version instead") }
        draft.set("source.helm.version", to: reference?["semver"] ?? reference?["tag"])
    }

    /// A Secret is read in the application's namespace only.
    private func keepSecret(of source: ObjectID, _ draft: inout Draft, _ notes: inout FieldNotes) {
        if draft.aside["certSecretRef"] != nil {
            notes.add(.blocks, at: "certSecretRef", "put its ca.crt, tls.crt and tls.key into the Secret of secretRef")
        }
        guard draft.made.at("source", "helm", "secretRef") != nil, source.namespace != release.namespace else { return }
        notes.add(
            .blocks, at: "secretRef",
            "the credentials are in the namespace \(source.namespace); put a Secret with them into \(release.namespace)"
        )
    }
}
