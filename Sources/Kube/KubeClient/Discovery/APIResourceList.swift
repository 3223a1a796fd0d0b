import Documents
import KubeModel

/// The answer to `/apis/GROUP/VERSION`.
enum APIResourceList {
    static func load(
        _ apiVersion: String, _ fetch: (String) async throws(KubeError) -> Value
    ) async throws(KubeError) -> [String: ResourceType] {
        // An apiVersion comes out of somebody's manifest; it must not lead to another path.
        let segments = apiVersion.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (1...2).contains(segments.count), let version = segments.last, ResourceType.isLabel(version),
            segments.dropLast().allSatisfy(ResourceType.isSubdomain)
        else { return [:] }
        do throws(KubeError) {
            return kinds(of: try await fetch("\(segments.count == 1 ? "/api" : "/apis")/\(apiVersion)"), apiVersion)
        } catch {
            guard error.code == .notFound else { throw error }
            return [:]
        }
    }

    static func kinds(of list: Value, _ apiVersion: String) -> [String: ResourceType] {
        var kinds: [String: ResourceType] = [:]
        for resource in list["resources"]?.array ?? [] {
            guard let plural = resource["name"]?.string, let kind = resource["kind"]?.string else { continue }
            // Subresources are listed as `deployments/scale`, with the kinds of their bodies.
            guard !plural.contains("/"), kinds[kind] == nil else { continue }
            let type = ResourceType(
                gvk: GroupVersionKind(apiVersion: apiVersion, kind: kind), plural: plural,
                namespaced: resource["namespaced"]?.bool ?? false,
                verbs: Set((resource["verbs"]?.array ?? []).compactMap(\.string)))
            // The document may be an aggregated server's, which calls its kinds as it likes.
            if type.hasValidNames { kinds[kind] = type }
        }
        return kinds
    }
}

/// The answer to `/apis/GROUP`.
enum APIGroup {
    static func load(
        _ group: String, _ fetch: (String) async throws(KubeError) -> Value
    ) async throws(KubeError) -> [String] {
        // The core group has one version since Kubernetes exists, and no document of its own.
        guard !group.isEmpty else { return ["v1"] }
        guard ResourceType.isSubdomain(group) else { return [] }
        do throws(KubeError) {
            return versions(of: try await fetch("/apis/\(group)"))
        } catch {
            guard error.code == .notFound else { throw error }
            return []
        }
    }

    static func versions(of group: Value) -> [String] {
        let all = (group["versions"]?.array ?? []).compactMap { $0["version"]?.string }
        guard let preferred = group.at("preferredVersion", "version")?.string else { return all }
        return [preferred] + all.filter { $0 != preferred }
    }
}
