internal import Documents

/// How objects of the tools are stopped, and what they are at. Pure.
enum TheirControl {
    /// The fields besides metadata that stopping one changes.
    static func fields(of kind: GroupKind) -> [String] {
        switch (kind.group, kind.kind) {
        case (ArgoApplication.group, "Application"): []
        case (ArgoApplication.group, "ApplicationSet"): ["/spec/syncPolicy"]
        default: ["/spec/suspend"]
        }
    }

    /// A JSON merge patch after which its controller leaves one alone.
    static func stoppingPatch(for kind: GroupKind) -> Value {
        switch (kind.group, kind.kind) {
        case (ArgoApplication.group, "Application"):
            ["metadata": ["annotations": [ArgoApplication.stopped: "true"]]]
        case (ArgoApplication.group, "ApplicationSet"):
            // It makes what is missing, and changes and deletes nothing.
            ["spec": ["syncPolicy": ["applicationsSync": "create-only", "preserveResourcesOnDeletion": true]]]
        default: ["spec": ["suspend": true]]
        }
    }

    static func isStopped(_ object: Value) -> Bool {
        switch (object.groupVersionKind?.group, object.kind) {
        case (ArgoApplication.group, "Application"): object.annotation(ArgoApplication.stopped) == "true"
        case (ArgoApplication.group, "ApplicationSet"):
            object.at("spec", "syncPolicy", "applicationsSync") == "create-only"
        default: object.at("spec", "suspend") == true
        }
    }

    /// Whether a sync is under way, which stopping one does not end.
    static func isBusy(_ object: Value) -> Bool {
        if object.groupVersionKind?.group == ArgoApplication.group {
            return ["Running", "Terminating"].contains(object.at("status", "operationState", "phase")?.string ?? "")
        }
        let conditions = object.at("status", "conditions")?.array ?? []
        // One that fails is always on its way to the next try.
        return conditions.contains {
            $0["type"] == "Reconciling" && $0["status"] == "True" && $0["reason"] == "Progressing"
        }
    }

    /// The finalizers with which one that is deleted would take its objects along.
    static func isDeleting(_ finalizer: String) -> Bool {
        finalizer.hasPrefix(ArgoApplication.finalizer)
            || finalizer.hasPrefix("post-delete-finalizer.argocd.argoproj.io")
            || finalizer.hasPrefix("pre-delete-finalizer.argocd.argoproj.io")
    }
}
