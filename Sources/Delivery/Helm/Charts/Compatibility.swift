import GoValues
import TemplateFunctions

/// Versions and ranges of versions, by the rules of `semverCompare`.
enum Compatibility {
    static func isVersion(_ version: String) -> Bool { (try? SemanticVersion(GoString(version))) != nil }

    /// Not where the version or the range is none.
    static func isCompatible(_ version: String, with range: String) -> Bool {
        guard let version = try? SemanticVersion(GoString(version)),
            let range = try? VersionConstraint(GoString(range))
        else { return false }
        return range.allows(version)
    }
}
