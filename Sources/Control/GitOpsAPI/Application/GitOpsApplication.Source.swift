package import Documents

extension GitOpsApplication {
    /// Which files, and how they become objects.
    package struct Source: Sendable, Hashable {
        package enum RendererType: String, Sendable, Hashable, CaseIterable {
            /// Told by the files that are there.
            case auto = "Auto"
            case directory = "Directory"
            case kustomize = "Kustomize"
            case helm = "Helm"
        }

        /// Of a source in a list; empty for the only one.
        package var name: String
        /// Nil for a chart of a chart repository or registry that needs no files of git.
        package var repositoryRef: NamespacedReference?
        /// A branch, tag, semver range or commit instead of the repository's reference; empty for that one.
        package var revision: String
        /// From the repository's root; empty for the root itself.
        package var path: String
        package var type: RendererType
        package var directory: Directory
        package var helm: Helm
        package var kustomize: Kustomize
        package var substitute: Substitution

        package init(
            name: String = "", repositoryRef: NamespacedReference?, revision: String, path: String, type: RendererType,
            directory: Directory, helm: Helm = Helm(), kustomize: Kustomize = Kustomize(), substitute: Substitution
        ) {
            self.name = name
            self.repositoryRef = repositoryRef
            self.revision = revision
            self.path = path
            self.type = type
            self.directory = directory
            self.helm = helm
            self.kustomize = kustomize
            self.substitute = substitute
        }

        /// Whether it only gives files to other sources of the application, and has no objects of its own.
        package var isFilesOnly: Bool { !name.isEmpty && path.isEmpty && !helm.isRemote }
    }

    /// Which files of a plain folder count.
    package struct Directory: Sendable, Hashable {
        package var recurse: Bool
        /// A pattern of files to read; empty for all.
        package var include: String
        /// A pattern of files to leave out; empty for none. It wins over `include`.
        package var exclude: String

        /// Where nothing is said.
        static let standard = Directory(recurse: true, include: "", exclude: "")

        package init(recurse: Bool, include: String, exclude: String) {
            self.recurse = recurse
            self.include = include
            self.exclude = exclude
        }
    }

    /// Values for the variables in the rendered texts. `variables` win over `from`, and later sources over earlier.
    package struct Substitution: Sendable, Hashable {
        package var variables: [String: String]
        package var from: [VariableSource]

        package init(variables: [String: String], from: [VariableSource]) {
            self.variables = variables
            self.from = from
        }

        package var isEmpty: Bool { variables.isEmpty && from.isEmpty }
    }

    /// An object in the application's namespace whose data are variables.
    package struct VariableSource: Sendable, Hashable {
        package enum Kind: String, Sendable, Hashable, CaseIterable {
            case configMap = "ConfigMap"
            case secret = "Secret"
        }

        package var kind: Kind
        package var name: String
        /// Whether it is no error that the object does not exist.
        package var optional: Bool

        package init(kind: Kind, name: String, optional: Bool) {
            self.kind = kind
            self.name = name
            self.optional = optional
        }
    }
}

extension GitOpsApplication.Source {
    /// The sources of a specification: the one of `source`, or those of `sources`.
    static func all(_ spec: Fields) throws(APIError) -> [GitOpsApplication.Source] {
        switch (try spec.optional("source", GitOpsApplication.Source.self), spec.contains("sources")) {
        case (nil, false):
            throw APIError(
                .missing, spec.path("source"), "is missing, and \(spec.path("sources")) too; give one of them")
        case (.some, true):
            throw APIError(
                .invalid, spec.path("sources"), "must not be given beside \(spec.path("source")); take one of them away"
            )
        case (var source?, false):
            source.name = ""
            return [source]
        case (nil, true):
            let sources: [GitOpsApplication.Source] = try spec.list("sources")
            for (index, source) in sources.enumerated() where source.name.isEmpty {
                throw APIError(.missing, "\(spec.path("sources"))[\(index)].name", "is missing")
            }
            return sources
        }
    }
}

extension GitOpsApplication.Source: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        name = try fields.string("name") ?? ""
        repositoryRef = try fields.optional("repositoryRef")
        revision = try fields.string("revision") ?? ""
        path = try fields.string("path") ?? ""
        type = try fields.choice("type") ?? .auto
        directory = try fields.defaulted("directory")
        helm = try fields.defaulted("helm")
        kustomize = try fields.defaulted("kustomize")
        substitute = try fields.defaulted("substitute")
        guard repositoryRef != nil || !helm.chart.isEmpty || !helm.repoURL.isEmpty else {
            throw APIError(
                .missing, fields.path("repositoryRef"),
                "is missing: name a repository, or a chart from elsewhere by helm.chart and helm.repoURL")
        }
    }

    package var value: Value {
        .fields([
            "name": name.nonEmpty.map(Value.string),
            "repositoryRef": repositoryRef?.fieldValue,
            "revision": revision.nonEmpty.map(Value.string),
            "path": path.nonEmpty.map(Value.string),
            "type": .string(type),
            "directory": directory.value,
            "helm": helm == GitOpsApplication.Helm() ? nil : helm.value,
            "kustomize": kustomize == GitOpsApplication.Kustomize() ? nil : kustomize.value,
            "substitute": substitute.isEmpty ? nil : substitute.value,
        ])
    }
}

extension GitOpsApplication.Directory: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        recurse = try fields.bool("recurse") ?? true
        include = try fields.string("include") ?? ""
        exclude = try fields.string("exclude") ?? ""
    }

    package var value: Value {
        .fields([
            "recurse": .bool(recurse),
            "include": include.nonEmpty.map(Value.string),
            "exclude": exclude.nonEmpty.map(Value.string),
        ])
    }
}

extension GitOpsApplication.Substitution: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        variables = try fields.stringMap("variables")
        from = try fields.list("from")
    }

    package var value: Value {
        .fields([
            "variables": variables.isEmpty ? nil : .strings(variables),
            "from": from.isEmpty ? nil : .array(from.map(\.value)),
        ])
    }
}

extension GitOpsApplication.VariableSource: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        guard let kind = try fields.choice("kind", Kind.self) else {
            throw APIError(.missing, fields.path("kind"), "is missing")
        }
        self.kind = kind
        name = try fields.required("name")
        optional = try fields.bool("optional") ?? false
    }

    package var value: Value {
        .fields(["kind": .string(kind), "name": .string(name), "optional": .bool(optional)])
    }
}
