/// The repository that an address leads to, whether it is for the web, for git over https or ssh, or of a registry.
///
/// It is for hints only, and generous: ports, users and the case of letters make no difference. What is right about whom to trust with
/// what says `GitLocation`.
package struct RepositoryIdentity: Sendable, Hashable, CustomStringConvertible {
    private let host: String
    private let path: String

    /// Nil where the text is no address.
    package init?(_ address: String, hosts: HostAliases = HostAliases([])) {
        guard let (authority, rest) = Self.parts(address) else { return nil }
        // Files are on one machine.
        var host = address.hasPrefix("file://") ? "file" : Self.host(authority)
        var steps = rest.split(separator: "/").compactMap {
            FormFields.decoded($0.utf8, plusIsSpace: false)?.lowercased()
        }
        if let last = steps.last, last.hasSuffix(".git") { steps[steps.count - 1] = String(last.dropLast(4)) }
        (host, steps) = Self.ofAzure(host, steps) ?? (host, Self.ofBitbucketServer(steps))
        guard !host.isEmpty, !steps.isEmpty else { return nil }
        self.host = hosts.name(of: host)
        path = steps.joined(separator: "/")
    }

    /// An address again, `host/path`.
    package var description: String { "\(host)/\(path)" }

    /// `scheme://user@host:port/path`, `user@host:path`, or `host/path`.
    private static func parts(_ address: String) -> (authority: Substring, path: Substring)? {
        let bare = address.prefix { $0 != "?" && $0 != "#" }
        if let separator = bare.firstRange(of: "://") {
            let rest = bare[separator.upperBound...]
            let slash = rest.firstIndex(of: "/") ?? rest.endIndex
            return (rest[..<slash], rest[slash...])
        }
        let slash = bare.firstIndex(of: "/") ?? bare.endIndex
        if let colon = bare[..<slash].lastIndex(of: ":"), bare[..<slash].contains("@") {
            return (bare[..<colon], bare[bare.index(after: colon)...])
        }
        return slash < bare.endIndex ? (bare[..<slash], bare[slash...]) : nil
    }

    /// Without user, port and what forges put in front for ssh.
    static func host(_ authority: Substring) -> String {
        var host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        if let colon = host.lastIndex(of: ":"), host.last != "]" { host = host[..<colon] }
        let name = host.lowercased()
        for prefix in ["ssh.", "altssh."] where name.hasPrefix(prefix) && name.dropFirst(prefix.count).contains(".") {
            return String(name.dropFirst(prefix.count))
        }
        return ["index.docker.io", "registry-1.docker.io", "hub.docker.com"].contains(name) ? "docker.io" : name
    }

    /// `dev.azure.com/organization/project/_git/repository`, `ssh.dev.azure.com:v3/organization/project/repository` and
    /// `organization.visualstudio.com/DefaultCollection/project/_git/repository` are one.
    private static func ofAzure(_ host: String, _ steps: [String]) -> (String, [String])? {
        var steps = steps
        if host.hasSuffix(".visualstudio.com"), host != "vs-ssh.visualstudio.com" {
            steps.insert(String(host.dropLast(".visualstudio.com".count)), at: 0)
        } else if host != "dev.azure.com", host != "vs-ssh.visualstudio.com" {
            return nil
        }
        if steps.first == "v3" { steps.removeFirst() }
        let isShort = steps.firstIndex(of: "_git").map { $0 + 2 == steps.count && $0 == 1 } ?? false
        steps.removeAll { $0 == "_git" || $0 == "defaultcollection" }
        // A project's repository of the same name is written without the project.
        if isShort, let last = steps.last { steps.append(last) }
        return ("dev.azure.com", steps)
    }

    /// `/scm/project/repository` and `/projects/project/repos/repository/browse` are `project/repository`.
    private static func ofBitbucketServer(_ steps: [String]) -> [String] {
        if steps.count >= 3, steps[0] == "scm" { return Array(steps.dropFirst()) }
        guard steps.count >= 4, steps[2] == "repos", steps[0] == "projects" || steps[0] == "users" else { return steps }
        return [steps[0] == "users" ? "~\(steps[1])" : steps[1], steps[3]]
    }
}

/// Hosts that are one server under several names.
package struct HostAliases: Sendable, Hashable {
    private var first: [String: String] = [:]

    /// - Parameter groups: of each the names of one server.
    package init(_ groups: [[String]]) {
        for group in groups {
            let names = group.map { RepositoryIdentity.host($0[...]) }
            for name in names where first[name] == nil { first[name] = names[0] }
        }
    }

    func name(of host: String) -> String { first[host] ?? host }
}
