internal import Documents
internal import YAML

/// One source of an Application of Argo CD, on its way to one of ours.
struct ArgoSource {
    private var draft = Draft()
    private var origin: ObjectID

    private static let table = FieldTable([
        "repoURL": .aside, "chart": .aside, "targetRevision": .aside, "ref": .aside, "name": .aside,
        "path": .becomes("path"), "helm": .marked("Helm", helm), "kustomize": .marked("Kustomize", kustomize),
        "directory": .marked("Directory", directory),
        "plugin": .says(.blocks, "plugins are programs of Argo CD; commit what it makes to git"),
        "tagPrefix": .says(.blocks, "is not known here; name tags by a range of versions in targetRevision"),
    ])

    private static let helm = FieldTable([
        "valueFiles": .becomes("helm.valueFiles"),
        "ignoreMissingValueFiles": .becomes("helm.ignoreMissingValueFiles"),
        "values": .aside, "valuesObject": .aside,
        "parameters": .list(
            "helm.parameters",
            FieldTable(["name": .becomes("name"), "value": .becomes("value"), "forceString": .becomes("forceString")])),
        "fileParameters": .list(
            "helm.fileParameters", FieldTable(["name": .becomes("name"), "path": .becomes("path")])),
        "releaseName": .becomes("helm.releaseName"), "passCredentials": .aside,
        "skipCrds": .becomes("helm.skipCRDs"), "skipTests": .becomes("helm.skipTests"),
        "skipSchemaValidation": .becomes("helm.skipSchemaValidation"),
        "kubeVersion": .becomes("helm.kubeVersion"), "apiVersions": .becomes("helm.apiVersions"),
        "version": .inherent,
        "namespace": .says(.dropped, "charts are told the namespace of the destination"),
    ])

    private static let kustomize = FieldTable([
        "namePrefix": .becomes("kustomize.namePrefix"), "nameSuffix": .becomes("kustomize.nameSuffix"),
        "namespace": .becomes("kustomize.namespace"), "components": .becomes("kustomize.components"),
        "images": .reads { value, draft, _ in
            draft.set("kustomize.images", to: .array((value.array ?? []).compactMap(\.string).map(image)))
        },
        "replicas": .list(
            "kustomize.replicas",
            FieldTable([
                "name": .becomes("name"),
                "count": .reads { value, draft, _ in
                    draft.set("count", to: value.string.flatMap { Int($0) }.map(Value.integer) ?? value)
                },
            ])),
        "patches": .list("kustomize.patches", .patches),
        "commonLabels": .aside, "labelWithoutSelector": .aside, "labelIncludeTemplates": .aside,
        "commonAnnotations": .says(
            .blocks, "reach Pods there and not here, which would restart them; move them into a kustomization"),
        "commonAnnotationsEnvsubst": .says(.dropped, "only texts as they stand can be annotations"),
        "forceCommonLabels": .inherent, "forceCommonAnnotations": .inherent,
        "ignoreMissingComponents": .says(.dropped, "a component that is not there is an error here"),
        "version": .says(.dropped, "there is one kustomize here, which is built in"),
        "kubeVersion": .says(.dropped, "is only for charts in kustomizations"),
        "apiVersions": .says(.dropped, "is only for charts in kustomizations"),
    ])

    private static let directory = FieldTable([
        "recurse": .becomes("directory.recurse"), "include": .becomes("directory.include"),
        "exclude": .becomes("directory.exclude"),
        "jsonnet": .says(.blocks, "Jsonnet is not rendered here; commit what it makes to git"),
        "disableExtensionFilter": .says(.dropped, "only files that end in .yaml, .yml and .json count"),
    ])

    init(_ value: Value, of origin: ObjectID, _ notes: inout FieldNotes) {
        self.origin = origin
        Self.table.read(value, into: &draft, &notes)
    }

    var chart: String { draft.text("chart") }
    var url: String { draft.text("repoURL") }

    /// The source of ours.
    /// - Parameters:
    ///   - index: its place in a list; nil for the only one.
    ///   - seenType: what status says of it.
    func made(
        at index: Int?, seenType: String?, _ repositories: inout RepositoryNames,
        _ credentials: inout ArgoCredentials, _ notes: inout FieldNotes
    ) -> Value {
        var draft = draft
        if let index { name(&draft, index) }
        if chart.isEmpty {
            place(&draft, &repositories, &credentials, &notes)
        } else {
            placeChart(&draft, &credentials, &notes)
        }
        setValues(&draft, &notes)
        label(&draft, &notes)
        let isFilesOnly = index != nil && (draft.made["path"]?.string ?? "").isEmpty
        if chart.isEmpty, !isFilesOnly { setType(&draft, seenType, &notes) }
        return draft.made
    }

    private func name(_ draft: inout Draft, _ index: Int) {
        let ref = draft.text("ref")
        draft.set("name", to: .string(ref.isEmpty ? draft.text("name").asObjectName ?? "source-\(index + 1)" : ref))
        guard ref.isEmpty, chart.isEmpty, (draft.made["path"]?.string ?? "").isEmpty else { return }
        draft.set("path", to: ".")
    }

    private func placeChart(
        _ draft: inout Draft, _ credentials: inout ArgoCredentials, _ notes: inout FieldNotes
    ) {
        draft.set("path", to: nil)
        draft.set("helm.chart", to: .string(chart))
        draft.set("helm.repoURL", to: .string(url.contains("://") ? url : "oci://\(url)"))
        draft.set("helm.version", to: draft.aside["targetRevision"])
        if draft.flag("passCredentials") { draft.set("helm.passCredentials", to: true) }
        if let secret = credentials.secret(for: url, of: origin, &notes) {
            draft.set("helm.secretRef", to: ["name": .string(secret)])
        }
    }

    private func place(
        _ draft: inout Draft, _ repositories: inout RepositoryNames, _ credentials: inout ArgoCredentials,
        _ notes: inout FieldNotes
    ) {
        guard !url.hasPrefix("oci://") else {
            return notes.add(
                .blocks, at: "repoURL", "manifests in registries are not read here; push them to a git repository")
        }
        let secret = credentials.secret(for: url, of: origin, &notes)
        let key = repositories.key(url, for: origin, secret: secret)
        draft.set("repositoryRef", to: ["name": .string(key.name)])
        var revision = draft.text("targetRevision")
        for prefix in ["refs/heads/", "refs/tags/"] where revision.hasPrefix(prefix) {
            revision.removeFirst(prefix.count)
        }
        if revision.hasPrefix("refs/") {
            notes.add(.blocks, at: "targetRevision", "only branches, tags and commits can be named here")
        }
        if revision != "HEAD", !revision.isEmpty { draft.set("revision", to: .string(revision)) }
    }

    private func setValues(_ draft: inout Draft, _ notes: inout FieldNotes) {
        if let values = draft.aside["valuesObject"] { return draft.set("helm.values", to: values) }
        let text = draft.text("values")
        guard !text.isEmpty else { return }
        guard let documents = try? YAML.parse(text), documents.count < 2,
            documents.allSatisfy({ $0.value.object != nil })
        else { return notes.add(.blocks, at: "helm.values", "is no mapping in YAML") }
        draft.set("helm.values", to: documents.first?.value)
    }

    private func label(_ draft: inout Draft, _ notes: inout FieldNotes) {
        guard let labels = draft.aside["commonLabels"], !labels.saysNothing else { return }
        guard draft.flag("labelWithoutSelector"), !draft.flag("labelIncludeTemplates") else {
            return notes.add(
                .blocks, at: "kustomize.commonLabels",
                "reach selectors and Pods there and not here; move them into a kustomization, with includeSelectors")
        }
        draft.set("kustomize.labels", to: labels)
    }

    /// There, only files of the folder itself count unless something else is said.
    private func setType(_ draft: inout Draft, _ seenType: String?, _ notes: inout FieldNotes) {
        let types = ["Helm", "Kustomize", "Directory"]
        let said = types.filter { draft.aside[$0] != nil }
        let known: String? = said.count == 1 ? said.first : types.first { $0 == seenType }
        guard let type = known else {
            return notes.add(
                .remark,
                "where that is a plain folder, files in folders below it count here; directory.recurse: false says not")
        }
        draft.set("type", to: .string(type))
        if type == "Directory", draft.made.at("directory", "recurse") == nil {
            draft.set("directory.recurse", to: false)
        }
    }

    /// `[name=]newName[:tag][@digest]`, as `kustomize edit set image` takes it.
    private static func image(_ text: String) -> Value {
        let halves = text.split(separator: "=", maxSplits: 1)
        var rest = halves.last ?? Substring("")
        var image = Object()
        if let at = rest.firstIndex(of: "@") {
            image["digest"] = .string(String(rest[rest.index(after: at)...]))
            rest = rest[..<at]
        }
        let file = rest.lastIndex(of: "/") ?? rest.startIndex
        if let colon = rest[file...].lastIndex(of: ":") {
            image["newTag"] = .string(String(rest[rest.index(after: colon)...]))
            rest = rest[..<colon]
        }
        image["name"] = .string(String(halves.count == 2 ? halves[0] : rest))
        if halves.count == 2 { image["newName"] = .string(String(rest)) }
        return .object(image)
    }
}

extension FieldTable.Rule {
    /// A block that says how files become objects.
    fileprivate static func marked(_ type: String, _ table: FieldTable) -> Self {
        .reads { value, draft, notes in
            if !value.saysNothing { draft.aside[type] = true }
            table.read(value, into: &draft, &notes)
        }
    }
}
