/// A version of Kubernetes without its patch: `1.36`.
package struct KubeRelease: Sendable, Hashable, Comparable, CustomStringConvertible {
    package var major: Int
    package var minor: Int

    package init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Takes `1.36`, `v1.36.2`, and what vendors make of it (`1.27+`, `v1.31.2-gke.100`); nil for everything else.
    package init?(_ text: String) {
        let parts = text.drop { $0 == "v" }.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count >= 2, let major = Int(parts[0]),
            let minor = Int(parts[1].prefix { $0.isASCII && $0.isNumber }),
            major >= 0
        else { return nil }
        self.init(major, minor)
    }

    package var description: String { "\(major).\(minor)" }

    package static func < (left: KubeRelease, right: KubeRelease) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}
