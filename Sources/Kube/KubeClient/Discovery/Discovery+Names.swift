import Documents
package import KubeModel

extension Discovery {
    /// The kind that somebody means: by its kind, plural, singular or short name, in any case, perhaps with the group behind a
    /// dot (`deploy`, `certificates.cert-manager.io`). The core group counts first, then the order of the server.
    ///
    /// - Throws: `.unknownKind` where there is none.
    package func type(named name: String) async throws(KubeError) -> ResourceType {
        let parts = name.lowercased().split(separator: ".", maxSplits: 1).map(String.init)
        guard let word = parts.first else { throw Self.unknown(name) }
        var versions = ["v1"]
        for group in try await fetch("/apis")["groups"]?.array ?? [] {
            // One version of a group is enough: the one that the server prefers.
            if let version = group.at("preferredVersion", "groupVersion")?.string { versions.append(version) }
        }
        if parts.count == 2 { versions = versions.filter { $0.hasPrefix("\(parts[1])/") } }
        for version in versions where Self.isPath(version) {
            // The API behind a version may be down, and the kind be another's.
            guard let list = try? await fetch(version == "v1" ? "/api/v1" : "/apis/\(version)"),
                let resource = list["resources"]?.array?.first(where: { $0.isCalled(word) }),
                let kind = resource["kind"]?.string, let type = APIResourceList.kinds(of: list, version)[kind]
            else { continue }
            return type
        }
        throw Self.unknown(name)
    }

    private static func isPath(_ version: String) -> Bool {
        let parts = version.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        return parts.count <= 2 && parts.allSatisfy(ResourceType.isSubdomain)
    }

    private static func unknown(_ name: String) -> KubeError {
        KubeError(.unknownKind, "the server has no kind \"\(name)\"")
    }
}

extension Value {
    fileprivate func isCalled(_ word: String) -> Bool {
        let names = [self["name"], self["singularName"], self["kind"]].compactMap { $0?.string?.lowercased() }
        guard names.first?.contains("/") == false else { return false }
        return names.contains(word) || (self["shortNames"]?.array ?? []).contains { $0.string == word }
    }
}
