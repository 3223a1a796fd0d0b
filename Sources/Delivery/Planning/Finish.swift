package import Documents

/// How something that runs once, a Job or a Pod, came to its end. The raw value is its stored form.
package enum Finish: String, Sendable, Hashable {
    case succeeded = "s"
    case failed = "f"
    /// It was there already, and not ours: it was to be made only where it was not.
    case foreign = "x"
}

/// Whether objects of a kind run once and then are done.
package func runsOnce(_ kind: GroupKind) -> Bool {
    kind == GroupKind(group: "batch", kind: "Job") || kind == GroupKind(group: "", kind: "Pod")
}

/// How a live object has ended; nil while it has not, and for all that does not end by itself.
///
/// What failed counts as ended only where the server takes it away by itself: to delete what failed is how people have it
/// run again. A Pod that failed may have been evicted, so none does.
package func finish(of object: Value) -> Finish? {
    switch (object.groupVersionKind?.group, object.kind) {
    case ("batch", "Job"):
        if object.hasCondition("Complete") { return .succeeded }
        let goesByItself = object.at("spec", "ttlSecondsAfterFinished")?.integer != nil
        return goesByItself && object.hasCondition("Failed") ? .failed : nil
    case ("", "Pod"):
        return object.at("status", "phase") == "Succeeded" ? .succeeded : nil
    default: return nil
    }
}

/// Whether an object is made again when it is gone and its manifest is the one that was applied.
package enum Rerun: Sendable, Hashable {
    /// Unless it had run to its end.
    case unlessFinished
    case always
    /// For kinds that end in ways that nobody here knows of.
    case never

    /// The annotation by which a manifest says so: `always` or `never`.
    package static let annotation = "gitops.martlet.dev/rerun"

    package init(_ manifest: Value) {
        switch manifest.annotation(Rerun.annotation) {
        case "always": self = .always
        case "never": self = .never
        default: self = .unlessFinished
        }
    }
}

extension Value {
    fileprivate func hasCondition(_ type: String) -> Bool {
        at("status", "conditions")?.array?.contains { $0["type"]?.string == type && $0["status"] == "True" } ?? false
    }
}
