internal import Documents

/// A Kustomization of Flux, on its way to an application of ours.
struct FluxKustomization {
    static let group = "kustomize.toolkit.fluxcd.io"

    private static let table = FieldTable([
        "sourceRef": .aside, "path": .aside, "prune": .becomes("sync.prune"), "suspend": .becomes("suspend"),
        "serviceAccountName": .becomes("destination.serviceAccountName"), "interval": .becomes("sync.interval"),
        "retryInterval": .reads { value, draft, _ in
            let backoff: Value = ["duration": value, "maxDuration": value, "factor": 1]
            draft.set("sync.retry", to: ["limit": 1_000, "backoff": backoff])
        },
        "wait": .aside, "healthChecks": .aside, "timeout": .becomes("health.timeout"),
        "healthCheckExprs": .list(
            "health.checks",
            FieldTable([
                "apiVersion": .becomes("apiVersion"), "kind": .becomes("kind"), "current": .becomes("current"),
                "inProgress": .becomes("inProgress"), "failed": .becomes("failed"),
            ])),
        "dependsOn": .list("dependsOn", dependency), "targetNamespace": .becomes("source.kustomize.namespace"),
        "namePrefix": .becomes("source.kustomize.namePrefix"), "nameSuffix": .becomes("source.kustomize.nameSuffix"),
        "patches": .list("source.kustomize.patches", .patches), "images": .list("source.kustomize.images", .images),
        "components": .becomes("source.kustomize.components"),
        "commonMetadata": .within(
            FieldTable([
                "labels": .becomes("source.kustomize.labels"),
                "annotations": .becomes("source.kustomize.annotations"),
            ])),
        "postBuild": .within(
            FieldTable([
                "substitute": .becomes("source.substitute.variables"),
                "substituteFrom": .list(
                    "source.substitute.from",
                    FieldTable([
                        "kind": .becomes("kind"), "name": .becomes("name"), "optional": .becomes("optional"),
                    ])),
            ])),
        "force": .reads { value, draft, _ in if value == true { draft.set("sync.onImmutable", to: "Recreate") } },
        "deletionPolicy": .aside,
        "decryption": .says(
            .blocks, "encrypted files are not read here; use a controller that decrypts Secrets in the cluster"),
        "kubeConfig": .says(.blocks, "another cluster; run Martlet there"),
        "patchesStrategicMerge": .says(.blocks, "write them as patches"),
        "patchesJson6902": .says(.blocks, "write them as patches"),
        "ignoreMissingComponents": .says(.dropped, "a component that is not there is an error here"),
        "buildMetadata": .says(.dropped, "objects do not tell the file that they are from"),
    ])

    private static let dependency = FieldTable([
        "name": .becomes("name"), "namespace": .becomes("namespace"),
        "readyExpr": .says(.dropped, "an application waits until the other one is ready"),
    ])

    let object: Value
    let id: ObjectID

    /// Nil where that is no Kustomization with a name and a namespace.
    init?(_ object: Value) {
        guard let id = object.objectID, id.groupKind == GroupKind(group: Self.group, kind: "Kustomization") else {
            return nil
        }
        self.object = object
        self.id = id
    }

    /// What status says that it manages.
    var managed: Set<ObjectID>? { FluxInventory.objects(of: object) }

    func converted(_ sources: FluxSources, _ notes: inout [MigrationNote]) -> ConvertedApplication {
        var told = FieldNotes(id, at: "spec")
        var draft = Draft()
        // It would delete what git does not have any more, unless that is asked for.
        draft.set("sync.prune", to: false)
        Self.table.read(object["spec"], into: &draft, &told)
        told.inside("sourceRef") { sources.place(draft.aside["sourceRef"], from: id, into: &draft, &$0) }
        let path = draft.text("path")
        draft.set("source.path", to: .string(String(path.drop { $0 == "/" })))
        if draft.flag("wait") || !(draft.aside["healthChecks"] ?? .null).saysNothing {
            draft.set("health.onFailure", to: "Fail")
        }
        switch draft.text("deletionPolicy") {
        case "Orphan": draft.set("deletionPolicy", to: "Orphan")
        case "Delete", "WaitForTermination": break
        default: if draft.made.at("sync", "prune") != true { draft.set("deletionPolicy", to: "Orphan") }
        }
        var made = ConvertedApplication(
            origin: id, key: ObjectKey(namespace: id.namespace, name: id.name), spec: draft.made,
            labels: TheirMarks.others(in: object.at("metadata", "labels")), managed: managed)
        made.check(&told)
        notes += told.notes
        return made
    }
}

/// `status.inventory` of Flux: `namespace_name_group_kind`, where a colon of a name is two underscores.
enum FluxInventory {
    static func objects(of object: Value) -> Set<ObjectID>? {
        object.at("status", "inventory", "entries")?.array.map { entries in
            Set(entries.compactMap { $0["id"]?.string.flatMap(id) })
        }
    }

    private static func id(_ text: String) -> ObjectID? {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count >= 4 else { return nil }
        let name = parts[1..<(parts.count - 2)].joined(separator: "_").replacing("__", with: ":")
        return ObjectID(
            group: String(parts[parts.count - 2]), kind: String(parts[parts.count - 1]), namespace: String(parts[0]),
            name: name)
    }
}
