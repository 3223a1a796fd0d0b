internal import Digests
internal import Documents

/// A HelmRelease of Flux, on its way to an application of ours.
struct FluxRelease {
    static let group = "helm.toolkit.fluxcd.io"

    private static let hooks = "hooks of charts run by Martlet's own rules: docs/hooks.md"
    private static let table = FieldTable([
        "chart": .aside, "chartRef": .aside, "releaseName": .aside,
        "targetNamespace": .becomes("destination.namespace"),
        "storageNamespace": .inherent, "values": .becomes("source.helm.values"),
        "valuesFrom": .list(
            "source.helm.valuesFrom",
            FieldTable([
                "kind": .becomes("kind"), "name": .becomes("name"), "valuesKey": .becomes("valuesKey"),
                "targetPath": .becomes("targetPath"), "optional": .becomes("optional"), "literal": .becomes("literal"),
            ])),
        "interval": .becomes("sync.interval"), "timeout": .becomes("health.timeout"), "suspend": .becomes("suspend"),
        "serviceAccountName": .becomes("destination.serviceAccountName"), "maxHistory": .becomes("historyLimit"),
        "dependsOn": .aside,
        "driftDetection": .within(
            FieldTable([
                "mode": .aside,
                "ignore": .reads(ignored),
            ])),
        "install": .within(
            FieldTable([
                "createNamespace": .becomes("destination.createNamespace"), "crds": .reads(definitions),
                "remediation": .within(FieldTable(["retries": .reads(retries), "remediateLastFailure": .inherent])),
                "skipCRDs": .becomes("source.helm.skipCRDs"), "timeout": .inherent, "replace": .inherent,
                "disableHooks": .says(.dropped, hooks), "disableWait": .inherent, "disableWaitForJobs": .inherent,
                "disableOpenAPIValidation": .becomes("validationIsOff"),
                "disableSchemaValidation": .becomes(
                    "source.helm.skipSchemaValidation"), "serverSideApply": .inherent, "strategy": .inherent,
                "disableTakeOwnership": .inherent,
            ])),
        "upgrade": .within(
            FieldTable([
                "crds": .reads(definitions), "cleanupOnFail": .inherent, "timeout": .inherent, "force": .inherent,
                "remediation": .reads(remediation), "disableHooks": .says(.dropped, hooks), "disableWait": .inherent,
                "disableWaitForJobs": .inherent, "disableOpenAPIValidation": .inherent,
                "disableSchemaValidation": .inherent, "preserveValues": .says(.blocks, "values are those of git here"),
                "serverSideApply": .inherent, "strategy": .inherent, "disableTakeOwnership": .inherent,
            ])),
        "test": .says(.dropped, "tests of charts are not run here; checks say what has to hold: docs/checks.md"),
        "rollback": .says(.dropped, "health.onFailure says what follows a failure here"),
        "uninstall": .says(.dropped, hooks),
        "commonMetadata": .says(.blocks, "labels of all objects of a chart cannot be said here; put them into values"),
        "kubeConfig": .says(.blocks, "another cluster; run Martlet there"),
        "postRenderers": .says(
            .blocks, "charts are not patched here; write a kustomization that has the chart in helmCharts"),
        "persistentClient": .inherent, "waitStrategy": .inherent,
        "healthCheckExprs": .list(
            "health.checks",
            FieldTable([
                "apiVersion": .becomes("apiVersion"), "kind": .becomes("kind"), "current": .becomes("current"),
                "inProgress": .becomes("inProgress"), "failed": .becomes("failed"),
            ])),
    ])

    @Sendable private static func ignored(_ value: Value, _ draft: inout Draft, _ notes: inout FieldNotes) {
        let made: [Value] = (value.array ?? []).enumerated().map { index, rule in
            let target = rule["target"]
            for word in ["version", "labelSelector", "annotationSelector"] where target?[word] != nil {
                notes.add(
                    .dropped, at: "\(index).target.\(word)", "fields are left to others by group, kind and name here")
            }
            return [
                "group": target?["group"] ?? "*", "kind": target?["kind"] ?? "*", "name": target?["name"] ?? "*",
                "namespace": target?["namespace"] ?? "*", "jsonPointers": rule["paths"] ?? [],
            ]
        }
        draft.set("ignoreDifferences", to: .array(made))
    }

    @Sendable private static func definitions(_ value: Value, _ draft: inout Draft, _ notes: inout FieldNotes) {
        if value == "Skip" { return draft.set("source.helm.skipCRDs", to: true) }
        notes.add(
            .remark,
            "definitions of a chart go with it here; annotate them with gitops.martlet.dev/options: Prune=false")
    }

    @Sendable private static func retries(_ value: Value, _ draft: inout Draft, _ notes: inout FieldNotes) {
        let count = value.integer ?? 0
        draft.set("sync.retry.limit", to: .integer(count < 0 ? 1_000 : min(count, 1_000)))
    }

    @Sendable private static func remediation(_ value: Value, _ draft: inout Draft, _ notes: inout FieldNotes) {
        if (value["retries"]?.integer ?? 0) != 0 || value["remediateLastFailure"] == true {
            draft.set("health.onFailure", to: value["strategy"] == "uninstall" ? "Fail" : "Rollback")
        }
    }

    let object: Value
    let id: ObjectID

    /// Nil where that is no HelmRelease with a name and a namespace.
    init?(_ object: Value) {
        guard let id = object.objectID, id.groupKind == GroupKind(group: Self.group, kind: "HelmRelease") else {
            return nil
        }
        self.object = object
        self.id = id
    }

    /// `[targetNamespace-]name`, as helm-controller names releases, hashed where that is too long.
    var releaseName: String {
        if let name = object.at("spec", "releaseName")?.string, !name.isEmpty { return name }
        let target = object.at("spec", "targetNamespace")?.string ?? ""
        let name = target.isEmpty ? id.name : "\(target)-\(id.name)"
        guard name.utf8.count > 53 else { return name }
        return "\(name.prefix(40))-\(Digest.of(name).hex.prefix(12))"
    }

    /// - Parameter names: what releases are called as applications of ours.
    func converted(
        _ sources: FluxSources, names: [ObjectID: String], _ notes: inout [MigrationNote]
    ) -> ConvertedApplication {
        var told = FieldNotes(id, at: "spec")
        var draft = Draft()
        Self.table.read(object["spec"], into: &draft, &told)
        draft.set("validationIsOff", to: nil)
        draft.set("sync.selfHeal", to: .bool(draft.text("mode") == "enabled"))
        draft.set("source.helm.releaseName", to: .string(releaseName))
        FluxChart(sources: sources, release: id).place(into: &draft, &told)
        let dependencies = (draft.aside["dependsOn"]?.array ?? []).map { dependency in
            let namespace = dependency["namespace"]?.string ?? id.namespace
            let other = ObjectID(
                group: id.group, kind: id.kind, namespace: namespace, name: dependency["name"]?.string ?? "")
            if dependency["readyExpr"] != nil {
                told.add(.dropped, at: "dependsOn", "an application waits until the other one is ready")
            }
            var made: Object = ["name": .string(names[other] ?? other.name)]
            if namespace != id.namespace { made["namespace"] = .string(namespace) }
            return Value.object(made)
        }
        if !dependencies.isEmpty { draft.set("dependsOn", to: .array(dependencies)) }
        var made = ConvertedApplication(
            origin: id, key: ObjectKey(namespace: id.namespace, name: names[id] ?? id.name), spec: draft.made,
            labels: TheirMarks.others(in: object.at("metadata", "labels")),
            managed: FluxInventory.objects(of: object))
        if made.key.name != id.name { told.add(.remark, "becomes \(made.key.name), for a Kustomization has its name") }
        made.check(&told)
        notes += told.notes
        return made
    }
}
