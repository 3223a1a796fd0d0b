import Transport

/// A chart's place in a registry: `oci://host/path`.
struct RegistryAddress: Sendable, Hashable, CustomStringConvertible {
    static let scheme = "oci://"
    /// The distribution API's bound on a repository's name.
    private static let longestPath = 255

    /// Where the registry's API is.
    let home: HTTPAddress
    /// As written: host, and port where there is one.
    let host: String
    let path: String

    var description: String { "\(Self.scheme)\(host)/\(path)" }

    /// - Parameter chart: added to the path; empty where the path is the chart's own.
    init(_ url: String, chart: String, plainHTTP: Bool) throws(ChartSourceError) {
        let parts = url.dropFirst(Self.scheme.count).split(
            separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        let host = String(parts[0])
        // Docker's own registry answers under another name than the one that everybody writes.
        let server = ["docker.io", "index.docker.io"].contains(host) ? "registry-1.docker.io" : host
        guard let home = HTTPAddress("\(plainHTTP ? "http" : "https")://\(server)/"), home.path == "/",
            home.query == nil,
            !home.hasUser
        else {
            throw ChartSourceError(
                .invalid, "the address of the registry has no proper host; write oci://host/path, without credentials")
        }
        var path = parts.count > 1 ? String(parts[1]) : ""
        while path.hasSuffix("/") { path.removeLast() }
        if !chart.isEmpty { path += path.isEmpty ? chart : "/\(chart)" }
        guard path.utf8.count <= Self.longestPath,
            path.split(separator: "/", omittingEmptySubsequences: false).allSatisfy(Self.isName)
        else {
            throw ChartSourceError(
                .invalid,
                "\(path.quoted) on \(host) is no path of a registry: lower case letters, digits and . _ - between slashes"
            )
        }
        self.home = home
        self.host = host
        self.path = path
    }

    /// `oci://host/path:tag`, as indexes have it.
    static func tagged(_ url: String, plainHTTP: Bool) throws(ChartSourceError) -> (RegistryAddress, tag: String) {
        guard let colon = url.lastIndex(of: ":"), let slash = url.lastIndex(of: "/"), colon > slash else {
            throw ChartSourceError(.protocolViolation, "\(url.quoted) names no tag; have the repository's index mended")
        }
        let tag = String(url[url.index(after: colon)...])
        return (try RegistryAddress(String(url[..<colon]), chart: "", plainHTTP: plainHTTP), tag)
    }

    /// The address of something of this chart in the API.
    func address(_ resource: String, query: String? = nil) throws(ChartSourceError) -> HTTPAddress {
        guard let address = home.replacing(path: "/v2/\(path)/\(resource)", query: query) else {
            throw ChartSourceError(.invalid, "\(self): no address in the registry's API can be made; check the URL")
        }
        return address
    }

    private static func isName(_ part: Substring) -> Bool {
        guard let first = part.utf8.first, let last = part.utf8.last, isLetter(first), isLetter(last) else {
            return false
        }
        return part.utf8.allSatisfy { isLetter($0) || [UInt8(ascii: "."), 0x5F, UInt8(ascii: "-")].contains($0) }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

/// A name of a manifest in a registry.
enum RegistryTag {
    /// Tags cannot hold the `+` of a version; Helm writes `_`, which versions cannot hold.
    static func of(version: String) throws(ChartSourceError) -> String {
        let tag = version.replacing("+", with: "_")
        guard isTag(tag) else {
            throw ChartSourceError(.invalid, "\(version.quoted) cannot be a tag of a registry; correct the version")
        }
        return tag
    }

    static func version(of tag: String) -> String { tag.replacing("_", with: "+") }

    private static func isTag(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 128 && !text.hasPrefix(".") && !text.hasPrefix("-")
            && text.utf8.allSatisfy { byte in
                byte < 0x80 && (Character(Unicode.Scalar(byte)).isLetter || Character(Unicode.Scalar(byte)).isNumber)
                    || [UInt8(ascii: "."), 0x5F, UInt8(ascii: "-")].contains(byte)
            }
    }
}
