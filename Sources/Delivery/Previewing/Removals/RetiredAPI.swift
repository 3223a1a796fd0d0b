/// An API version that Kubernetes, or what extends it, serves no more, or will serve no more.
package struct RetiredAPI: Sendable, Hashable {
    /// Whose versions the numbers are.
    package enum Component: String, Sendable, Hashable {
        case kubernetes = "Kubernetes"
        case certManager = "cert-manager"
        case istio = "Istio"
    }

    package var component: Component
    /// `extensions/v1beta1`
    package var apiVersion: String
    /// Empty where it holds for all kinds.
    package var kinds: [String]
    package var deprecated: KubeRelease
    /// Nil where it is not known to go.
    package var removed: KubeRelease?
    /// What to use instead; empty where there is nothing.
    package var replacement: String

    /// What is known of a kind's API version; nil where nothing stands against it.
    package static func find(apiVersion: String, kind: String) -> RetiredAPI? {
        let kind = kind.hasSuffix("List") ? String(kind.dropLast(4)) : kind
        return byVersion[apiVersion]?.first { $0.kinds.isEmpty || $0.kinds.contains(kind) }
    }

    /// What is to be said of it to whoever has a server of one version, and wants to have another; nil where nothing is.
    package func warning(kind: String, server: KubeRelease?, target: KubeRelease?) -> RetirementWarning? {
        let name = "\(apiVersion) \(kind)"
        let instead = replacement.isEmpty ? "there is no replacement" : "use \(replacement)"
        guard component == .kubernetes else {
            let last = removed.map { "is served no more since \(component.rawValue) \($0)" }
            return RetirementWarning(
                isRemoval: false, words: "\(name) \(last ?? "is deprecated"): \(instead)")
        }
        if let removed, let server, server >= removed {
            return RetirementWarning(
                isRemoval: true,
                words: "\(name) is served no more since Kubernetes \(removed), and this is \(server): \(instead)")
        }
        if let removed, let target, target >= removed {
            return RetirementWarning(
                isRemoval: true,
                words: "\(name) is served no more from Kubernetes \(removed) on, and \(target) is to come: \(instead)")
        }
        guard let newest = [server, target].compactMap(\.self).max() else {
            return RetirementWarning(
                isRemoval: false, words: "\(name) is deprecated since Kubernetes \(deprecated): \(instead)")
        }
        guard newest >= deprecated else { return nil }
        let end = removed.map { ", and served no more from \($0) on" } ?? ""
        return RetirementWarning(
            isRemoval: false, words: "\(name) is deprecated since Kubernetes \(deprecated)\(end): \(instead)")
    }

    /// All of them, in the order of the table.
    package static let all = table.split(separator: "\n").flatMap(RetiredAPI.read)

    private static let byVersion = Dictionary(grouping: all, by: \.apiVersion)

    /// `component apiVersion deprecated removed replacement kinds…`, with `-` for what there is not.
    private static func read(_ line: Substring) -> [RetiredAPI] {
        let words = line.split(separator: " ").map(String.init)
        guard words.count >= 5, let component = components[words[0]], let deprecated = KubeRelease(words[2]) else {
            return []
        }
        return [
            RetiredAPI(
                component: component, apiVersion: words[1], kinds: Array(words.dropFirst(5)), deprecated: deprecated,
                removed: KubeRelease(words[3]), replacement: words[4] == "-" ? "" : words[4])
        ]
    }

    private static let components: [String: Component] = ["k8s": .kubernetes, "cert": .certManager, "istio": .istio]
}

/// What is to be said of an API version.
package struct RetirementWarning: Sendable, Hashable {
    /// Whether the server that there is, or is wanted, does not serve it.
    package var isRemoval: Bool
    package var words: String
}
