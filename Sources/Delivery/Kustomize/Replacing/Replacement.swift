import Documents

/// One of `replacements`: a value of one object that is put into others.
struct Replacement {
    /// Objects by what they are, or were, called. An empty part fits any.
    struct Identity {
        let id: ResourceID

        init(_ fields: inout FieldReader) throws(KustomizeError) {
            id = ResourceID(
                group: try fields.string("group"), version: try fields.string("version"),
                kind: try fields.string("kind"), namespace: try fields.string("namespace"),
                name: try fields.string("name"))
        }

        func selects(_ other: ResourceID) -> Bool {
            other.isSelected(group: id.group, version: id.version, kind: id.kind)
                && (id.name.isEmpty || id.name == other.name)
                && (id.namespace.isEmpty || id.effectiveNamespace == other.effectiveNamespace)
        }

        var isEmpty: Bool { id == ResourceID() }
    }

    struct Options {
        var delimiter = ""
        var index = 0
        var create = false

        /// Looked for at each place of a text.
        private static let delimiterLength = 256

        init(_ fields: inout FieldReader) throws(KustomizeError) {
            delimiter = try fields.string("delimiter")
            guard delimiter.utf8.count <= Options.delimiterLength else {
                throw KustomizeError(
                    .limit, "is longer than \(Options.delimiterLength) bytes", field: "\(fields.path).delimiter")
            }
            index = try fields.integer("index")
            _ = try fields.string("encoding")
            create = try fields.bool("create")
        }

        init() {}
    }

    struct Source {
        let identity: Identity
        let path: NodePath
        let options: Options

        init(_ fields: inout FieldReader) throws(KustomizeError) {
            identity = try Identity(&fields)
            let path = try fields.string("fieldPath")
            self.path = try NodePath(path.isEmpty ? "metadata.name" : path)
            options =
                try fields.record("options") { options throws(KustomizeError) in try Options(&options) } ?? Options()
        }
    }

    struct Selection {
        let identity: Identity
        let labels: LabelSelector
        let annotations: LabelSelector

        init(_ fields: inout FieldReader) throws(KustomizeError) {
            identity = try Identity(&fields)
            labels = try LabelSelector(try fields.string("labelSelector"))
            annotations = try LabelSelector(try fields.string("annotationSelector"))
        }

        func hasLabels(of resource: Resource) -> Bool {
            annotations.matches(resource.body.annotationTexts) && labels.matches(resource.body.labelTexts)
        }
    }

    struct Target {
        let selection: Selection
        let rejections: [Selection]
        let paths: [NodePath]
        let options: Options

        init(_ fields: inout FieldReader) throws(KustomizeError) {
            let selection = try fields.record("select") { select throws(KustomizeError) in try Selection(&select) }
            guard let selection else {
                throw KustomizeError(.invalid, "a target has to have 'select'", field: fields.path)
            }
            self.selection = selection
            rejections = try fields.records("reject") { reject throws(KustomizeError) in try Selection(&reject) }
            let paths = try fields.strings("fieldPaths")
            self.paths = try (paths.isEmpty ? ["metadata.name"] : paths).map { path throws(KustomizeError) in
                try NodePath(target: path)
            }
            options =
                try fields.record("options") { options throws(KustomizeError) in try Options(&options) } ?? Options()
        }

        func selects(_ resource: Resource, _ ids: [ResourceID]) -> Bool {
            guard ids.contains(where: selection.identity.selects), selection.hasLabels(of: resource) else {
                return false
            }
            return !rejections.contains { rejection in
                let isByLabels = !rejection.labels.isEmpty || !rejection.annotations.isEmpty
                if isByLabels, rejection.hasLabels(of: resource) { return true }
                return !rejection.identity.isEmpty && ids.contains(where: rejection.identity.selects)
            }
        }
    }

    let source: Source
    let targets: [Target]

    init(_ fields: inout FieldReader) throws(KustomizeError) {
        let source = try fields.record("source") { source throws(KustomizeError) in try Source(&source) }
        targets = try fields.records("targets") { target throws(KustomizeError) in try Target(&target) }
        guard let source, !targets.isEmpty else {
            throw KustomizeError(.invalid, "has to have a source and at least one target", field: fields.path)
        }
        self.source = source
    }
}
