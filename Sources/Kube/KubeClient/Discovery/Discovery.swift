package import Documents
package import KubeModel
package import Surroundings

/// Which kinds a server has, and where.
///
/// Looked up lazily, one request for each group and version, and kept. A kind that is not found is looked up again, at
/// most once a second for each group and version, so that a new CustomResourceDefinition is found and a typing error
/// does not become a flood. A broken aggregated API fails the lookups of its own group only.
package final class Discovery: Sendable {
    /// By apiVersion: kind to type. Empty where the server does not have the version.
    private let versions: LazyCache<[String: ResourceType]>
    /// By group: its versions, the preferred first. Empty where the server does not have the group.
    private let groups: LazyCache<[String]>
    private let build: LazyCache<ServerVersion>
    let fetch: @Sendable (String) async throws(KubeError) -> Value

    private static let refreshInterval = Duration.seconds(1)

    /// `fetch` gets a path of the server as a document.
    package init(
        surroundings: Surroundings,
        fetch: @escaping @Sendable (String) async throws(KubeError) -> Value
    ) {
        self.fetch = fetch
        versions = LazyCache(refreshInterval: Self.refreshInterval, surroundings: surroundings) {
            apiVersion async throws(KubeError) in
            try await APIResourceList.load(apiVersion, fetch)
        }
        groups = LazyCache(refreshInterval: Self.refreshInterval, surroundings: surroundings) {
            group async throws(KubeError) in
            try await APIGroup.load(group, fetch)
        }
        build = LazyCache(refreshInterval: Self.refreshInterval, surroundings: surroundings) {
            path async throws(KubeError) in
            ServerVersion(try await fetch(path))
        }
    }

    /// The type of a kind in this very version; throws `.unknownKind` where the server does not have it.
    package func resource(for gvk: GroupVersionKind) async throws(KubeError) -> ResourceType {
        guard let type = try await find(gvk) else { throw await unknown(gvk) }
        return type
    }

    /// The type of a kind in the version that the server prefers, of those that have it.
    package func preferred(_ groupKind: GroupKind) async throws(KubeError) -> ResourceType {
        var failure: KubeError?
        for version in try await groups.content(groupKind.group, enough: { !$0.isEmpty }) {
            let gvk = GroupVersionKind(group: groupKind.group, version: version, kind: groupKind.kind)
            do throws(KubeError) {
                if let type = try await find(gvk) { return type }
            } catch {
                failure = error
            }
        }
        throw failure ?? KubeError(.unknownKind, UnknownKind.message(groupKind.kind, in: groupKind.group))
    }

    /// The versions of a group, the preferred first; empty where the server does not have it.
    package func groupVersions(of group: String) async throws(KubeError) -> [String] {
        try await groups.content(group, enough: { !$0.isEmpty })
    }

    /// All kinds of a group in one version; empty where the server does not have it.
    package func resources(inAPIVersion apiVersion: String) async throws(KubeError) -> [ResourceType] {
        let kinds = try await versions.content(apiVersion, enough: { !$0.isEmpty })
        return kinds.values.sorted { $0.plural < $1.plural }
    }

    /// Forgets a group, for instance because a CustomResourceDefinition of it was applied.
    package func invalidate(group: String) {
        versions.drop { GroupVersionKind(apiVersion: $0, kind: "").group == group }
        groups.drop { $0 == group }
    }

    /// The server's own version, remembered like everything else here.
    package func serverVersion() async throws(KubeError) -> ServerVersion {
        try await build.content("/version", enough: { _ in true })
    }

    /// Whether the server keeps its clients in bounds by itself. False where that cannot be found out.
    package func hasPriorityAndFairness() async -> Bool {
        let versions = try? await groups.content("flowcontrol.apiserver.k8s.io", enough: { _ in true })
        return versions?.isEmpty == false
    }

    private func find(_ gvk: GroupVersionKind) async throws(KubeError) -> ResourceType? {
        try await versions.content(gvk.apiVersion, enough: { $0[gvk.kind] != nil })[gvk.kind]
    }

    /// Names the version that has the kind, where another one has it: the usual reason on older and newer servers.
    private func unknown(_ gvk: GroupVersionKind) async -> KubeError {
        let other = try? await preferred(gvk.groupKind)
        return KubeError(
            .unknownKind, UnknownKind.message(gvk.kind, in: gvk.apiVersion, butIn: other?.gvk.apiVersion))
    }
}

/// What `/version` says.
package struct ServerVersion: Sendable, Hashable {
    /// For instance `v1.36.2`; empty where the server does not tell.
    package var gitVersion: String
    package var major: Int
    package var minor: Int

    init(_ value: Value) {
        gitVersion = value["gitVersion"]?.string ?? ""
        major = Self.number(value["major"])
        minor = Self.number(value["minor"])
    }

    /// Some providers write `20+`.
    private static func number(_ value: Value?) -> Int {
        Int((value?.string ?? "").prefix { $0.isASCII && $0.isNumber }) ?? 0
    }
}

enum UnknownKind {
    static func message(_ kind: String, in place: String, butIn other: String? = nil) -> String {
        let beginning = "no kind \"\(kind)\" in \"\(place.isEmpty ? "v1" : place)\" on this server"
        if let other { return "\(beginning); it has that kind in \"\(other)\"" }
        return "\(beginning); is its CustomResourceDefinition installed?"
    }
}
