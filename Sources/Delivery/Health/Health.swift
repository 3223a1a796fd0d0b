package import Documents

/// The health of a live object, by the rules of its kind or else by what its status says in the common way; nil where
/// its kind has no health of its own, which counts as healthy.
///
/// The rules are Argo CD's; `docs/health.md` lists them, and where they deviate.
package func health(of object: Value) -> ObjectHealth? {
    deletionHealth(of: object)?.bounded ?? healthInItself(of: object)
}

/// The health of a live object of an application that has checks of its own: by the one that is about its kind, or else as
/// without any.
package func health(of object: Value, by checks: HealthChecks) -> ObjectHealth? {
    (deletionHealth(of: object) ?? checks.health(of: object))?.bounded ?? healthInItself(of: object)
}

/// The health by an object's kind, whether it is being deleted or not.
func healthInItself(of object: Value) -> ObjectHealth? {
    guard let kind = object.groupVersionKind?.groupKind else { return nil }
    return (kindRule(kind).map { $0.health(of: object) } ?? genericHealth(of: object))?.bounded
}

/// Bounds what one object adds to a status, whatever its controller writes.
let longestMessage = 500

extension ObjectHealth {
    fileprivate var bounded: ObjectHealth {
        guard message.utf8.count > longestMessage else { return self }
        return ObjectHealth(status, message.shortened(to: longestMessage))
    }
}

/// Whether an object asks, by Argo CD's annotation, to be left out of its application's health.
package func ignoresHealth(_ object: Value) -> Bool {
    object.annotation("argocd.argoproj.io/ignore-healthcheck") == "true"
}

private func deletionHealth(of object: Value) -> ObjectHealth? {
    guard object.at("metadata", "deletionTimestamp")?.string != nil else { return nil }
    let finalizers = object.at("metadata", "finalizers")?.array?.prefix(longestList).compactMap(\.string) ?? []
    guard !finalizers.isEmpty else { return ObjectHealth(.progressing, "Pending deletion") }
    return ObjectHealth(.progressing, "Pending deletion: waits for \(finalizers.joined(separator: ", "))")
}
