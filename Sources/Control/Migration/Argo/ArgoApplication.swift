internal import Documents

/// An Application of Argo CD, on its way to one of ours.
struct ArgoApplication {
    static let group = "argoproj.io"
    static let stopped = "argocd.argoproj.io/skip-reconcile"
    static let finalizer = "resources-finalizer.argocd.argoproj.io"

    private static let table = FieldTable([
        "project": .inherent, "source": .aside, "sources": .aside,
        "sourceHydrator": .says(.blocks, "hydrated sources are made by Argo CD; name the repository that it writes to"),
        "destination": .within(destination), "syncPolicy": .within(policy),
        "ignoreDifferences": .list("ignoreDifferences", differences),
        "revisionHistoryLimit": .reads { value, draft, _ in
            draft.set("historyLimit", to: .integer(min(100, max(0, value.integer ?? 10))))
        },
        "info": .says(.dropped, "is for Argo CD's own page"),
    ])

    private static let destination = FieldTable([
        "server": .reads { value, _, notes in
            guard value == "https://kubernetes.default.svc" || value.saysNothing else {
                return notes.add(.blocks, "another cluster; run Martlet there")
            }
        },
        "name": .reads { value, _, notes in
            guard value == "in-cluster" || value.saysNothing else {
                return notes.add(.blocks, "another cluster; run Martlet there")
            }
        },
        "namespace": .becomes("destination.namespace"),
    ])

    private static let policy = FieldTable([
        "automated": .within(
            FieldTable([
                "enabled": .aside, "prune": .becomes("sync.prune"), "selfHeal": .becomes("sync.selfHeal"),
                "allowEmpty": .becomes("sync.allowEmpty"),
            ])),
        "syncOptions": .reads(readOptions),
        "retry": .within(
            FieldTable([
                "limit": .reads { value, draft, _ in
                    let limit = value.integer ?? 5
                    draft.set("sync.retry.limit", to: .integer(limit < 0 ? 1_000 : min(limit, 1_000)))
                },
                "backoff": .within(
                    FieldTable([
                        "duration": .becomes("sync.retry.backoff.duration"),
                        "factor": .becomes("sync.retry.backoff.factor"),
                        "maxDuration": .becomes("sync.retry.backoff.maxDuration"),
                    ])),
                "refresh": .inherent,
            ])),
        "managedNamespaceMetadata": .within(
            FieldTable([
                "labels": .becomes("destination.namespaceMetadata.labels"),
                "annotations": .becomes("destination.namespaceMetadata.annotations"),
            ])),
    ])

    private static let differences = FieldTable([
        "group": .becomes("group"), "kind": .becomes("kind"), "name": .becomes("name"),
        "namespace": .becomes("namespace"), "jsonPointers": .becomes("jsonPointers"),
        "jqPathExpressions": .becomes("jqPathExpressions"), "managedFieldsManagers": .becomes("managers"),
    ])

    /// What options of an application say here: a field of ours with its value.
    private static let options: [String: (place: String, value: Value)] = [
        "CreateNamespace=true": ("destination.createNamespace", true), "PruneLast=true": ("sync.pruneLast", true),
        "Validate=false": ("sync.validation", "Ignore"), "Force=true": ("sync.onImmutable", "Recreate"),
        "PrunePropagationPolicy=foreground": ("sync.propagation", "Foreground"),
        "PrunePropagationPolicy=background": ("sync.propagation", "Background"),
        "PrunePropagationPolicy=orphan": ("sync.propagation", "Orphan"),
    ]
    /// Those that are so here anyway.
    private static let inherentOptions: Set = [
        "ServerSideApply=true", "ApplyOutOfSyncOnly=true", "RespectIgnoreDifferences=true",
        "FailOnSharedResource=true", "SkipDryRunOnMissingResource=true", "ClientSideApplyMigration=true",
    ]

    @Sendable private static func readOptions(_ value: Value, _ draft: inout Draft, _ notes: inout FieldNotes) {
        for option in (value.array ?? []).compactMap(\.string) where !inherentOptions.contains(option) {
            if let meaning = options[option] {
                draft.set(meaning.place, to: meaning.value)
            } else if !option.hasSuffix("=false") || option.hasPrefix("Prune=") || option.hasPrefix("Delete=") {
                notes.add(
                    .dropped, "\(option.cut(to: 64)) is no option of applications; objects may be annotated with it")
            }
        }
    }

    let object: Value
    let id: ObjectID

    /// Nil where that is no Application with a name and a namespace.
    init?(_ object: Value) {
        guard let id = object.objectID, id.groupKind == GroupKind(group: Self.group, kind: "Application") else {
            return nil
        }
        self.object = object
        self.id = id
    }

    /// What status says that it manages.
    var managed: Set<ObjectID>? {
        object.at("status", "resources")?.array.map { resources in
            Set(
                resources.compactMap { resource in
                    if resource["hook"] == true { return nil }
                    guard let kind = resource["kind"]?.string, let name = resource["name"]?.string else { return nil }
                    return ObjectID(
                        group: resource["group"]?.string ?? "", kind: kind,
                        namespace: resource["namespace"]?.string ?? "", name: name)
                })
        }
    }

    func converted(
        _ repositories: inout RepositoryNames, _ credentials: inout ArgoCredentials, account: String?,
        _ notes: inout [MigrationNote]
    ) -> ConvertedApplication {
        var told = FieldNotes(id, at: "spec")
        var draft = Draft()
        for place in ["automatic", "prune", "selfHeal"] { draft.set("sync.\(place)", to: false) }
        Self.table.read(object["spec"], into: &draft, &told)
        if let automated = object.at("spec", "syncPolicy", "automated"), !automated.isNull {
            draft.set("sync.automatic", to: .bool(draft.aside["enabled"] != false))
        }
        setSources(&draft, &repositories, &credentials, &told)
        if draft.made.at("destination", "namespaceMetadata") != nil,
            draft.made.at("destination", "createNamespace") != true
        {
            draft.set("destination.namespaceMetadata", to: nil)
            told.add(.dropped, at: "syncPolicy.managedNamespaceMetadata", "counts only with CreateNamespace=true")
        }
        if let account { draft.set("destination.serviceAccountName", to: .string(account)) }
        let finalizers = object.at("metadata", "finalizers")?.array?.compactMap(\.string) ?? []
        if !finalizers.contains(where: { $0.hasPrefix(Self.finalizer) }) { draft.set("deletionPolicy", to: "Orphan") }
        if object.annotation(Self.stopped) == "true" { draft.set("suspend", to: true) }
        var made = ConvertedApplication(
            origin: id, key: ObjectKey(namespace: id.namespace, name: id.name), spec: draft.made,
            labels: TheirMarks.others(in: object.at("metadata", "labels")), managed: managed)
        made.check(&told)
        notes += told.notes + annotationNotes
        return made
    }

    private func setSources(
        _ draft: inout Draft, _ repositories: inout RepositoryNames, _ credentials: inout ArgoCredentials,
        _ notes: inout FieldNotes
    ) {
        if let list = draft.aside["sources"]?.array, !list.isEmpty {
            let seen = object.at("status", "sourceTypes")?.array ?? []
            var made: [Value] = []
            for (index, value) in list.enumerated() {
                notes.inside("sources.\(index)") { notes in
                    let source = ArgoSource(value, of: id, &notes)
                    let type = seen.indices.contains(index) ? seen[index].string : nil
                    made.append(
                        source.made(at: index, seenType: type, &repositories, &credentials, &notes))
                }
            }
            draft.set("sources", to: .array(made))
        } else if let value = draft.aside["source"] {
            notes.inside("source") { notes in
                let source = ArgoSource(value, of: id, &notes)
                draft.set(
                    "source",
                    to: source.made(
                        at: nil, seenType: object.at("status", "sourceType")?.string, &repositories, &credentials,
                        &notes))
            }
        }
    }

    private var annotationNotes: [MigrationNote] {
        (object.at("metadata", "annotations")?.object ?? Object()).keys.compactMap { name in
            let message: String
            switch name {
            case "argocd.argoproj.io/sync-wave": message = "an order between applications is said by dependsOn here"
            case _ where name.hasPrefix("notifications.argoproj.io/"): message = "notifications are Argo CD's own"
            case "argocd.argoproj.io/compare-options": message = "objects may be annotated, applications may not"
            case _ where TheirMarks.isOfATool(name): return nil
            default: message = "annotations stay with the Application"
            }
            return MigrationNote(.dropped, id, "metadata.annotations[\(name.cut(to: 128))]", message)
        }
    }
}
