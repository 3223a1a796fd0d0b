/// The annotations by which kustomize remembers what it did to an object, while it builds.
///
/// They are in the object as kustomize has them, and not beside it, because patches see that: a JSON patch that adds to
/// `/metadata/annotations` finds that mapping once an object has been renamed, and not before.
package enum BuildAnnotations {
    static let domain = "internal.config.kubernetes.io"

    static let previousKinds = "\(domain)/previousKinds"
    static let previousNames = "\(domain)/previousNames"
    static let previousNamespaces = "\(domain)/previousNamespaces"
    static let prefixes = "\(domain)/prefixes"
    static let suffixes = "\(domain)/suffixes"
    static let referredBy = "\(domain)/refBy"
    static let behavior = "\(domain)/generatorBehavior"
    static let needsHashSuffix = "\(domain)/needsHashSuffix"
    package static let allowNameChange = "\(domain)/allowNameChange"
    package static let allowKindChange = "\(domain)/allowKindChange"

    static let origin = "config.kubernetes.io/origin"
    static let transformations = "alpha.config.kubernetes.io/transformations"
    static let isLocal = "config.kubernetes.io/local-config"

    static let enabled = "enabled"

    /// All that are taken away in the end.
    static let all: Set<String> = [
        previousKinds, previousNames, previousNamespaces, prefixes, suffixes, referredBy, behavior, needsHashSuffix,
        allowNameChange, allowKindChange, "\(domain)/path", "\(domain)/index", "\(domain)/seqindent", "\(domain)/id",
        "\(domain)/annotations-migration-resource-id", "config.kubernetes.io/path", "config.kubernetes.io/index",
        "config.k8s.io/id",
    ]
}
