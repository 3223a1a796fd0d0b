import Documents
package import KubeModel

/// All that a server serves, for those who ask by names alone.
package struct ServedVersions: Sendable, Hashable {
    package var server: ServerVersion
    /// `apps/v1`, and `apps/v1/Deployment` for each kind; sorted.
    package var names: [String]
    /// The versions that could not be asked for their kinds and never have been: those may be missing.
    package var unasked: [String]

    package var isWhole: Bool { unasked.isEmpty }
}

extension Discovery {
    /// Asks the server anew, one request for each version. Kinds of a version that cannot be asked for just now, because
    /// the API behind it is down, are those of `earlier`.
    package func served(earlier: ServedVersions?) async throws(KubeError) -> ServedVersions {
        let server = ServerVersion(try await fetch("/version"))
        var versions = ["v1"]
        for group in try await fetch("/apis")["groups"]?.array ?? [] {
            versions += (group["versions"]?.array ?? []).compactMap { $0["groupVersion"]?.string }
        }
        var names = Set(versions)
        var unasked: [String] = []
        for version in versions {
            do throws(KubeError) {
                names.formUnion(try await APIResourceList.load(version, fetch).keys.map { "\(version)/\($0)" })
            } catch {
                let known = (earlier?.names ?? []).filter { $0.hasPrefix("\(version)/") }
                names.formUnion(known)
                if known.isEmpty { unasked.append(version) }
            }
        }
        return ServedVersions(server: server, names: names.sorted(), unasked: unasked)
    }
}
