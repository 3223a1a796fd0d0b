import Documents
import YAML

/// What an `index.yaml` says of the charts that a repository has.
struct RepositoryIndex: Sendable {
    struct Entry: Sendable, Hashable {
        var version: String
        /// As written: absolute, or relative to the repository. Nothing where the index names none.
        var url: String?
        /// As written; nothing where the index names none.
        var digest: String?
    }

    // Longer texts are nobody's; they must not take room for as long as the index is remembered.
    private static let longestDigest = 128
    private static let longestURL = 4_096

    private let charts: [String: [Entry]]
    /// About what it takes to remember it, in bytes.
    let bytes: Int

    /// - Parameter what: the index, as the subject of a message.
    init(_ bytes: [UInt8], limits: DocumentLimits, of what: String) throws(ChartSourceError) {
        let document = try Self.document(bytes, limits: limits, of: what)
        guard document["apiVersion"]?.string?.isEmpty == false, let listed = document["entries"]?.object else {
            throw ChartSourceError(
                .protocolViolation,
                "\(what) is no index of charts: it lacks apiVersion or entries; check the repository's address")
        }
        var charts: [String: [Entry]] = [:]
        for (name, versions) in listed where name.utf8.count <= ChartReference.longestName {
            charts[name] = (versions.array ?? []).compactMap(Self.entry)
        }
        self.charts = charts
        self.bytes = charts.reduce(0) { $0 + Self.bytes($1.key, $1.value) }
    }

    private static func bytes(_ name: String, _ entries: [Entry]) -> Int {
        entries.reduce(MemoryLayout<String>.size + name.utf8.count) { $0 + $1.bytes }
    }

    func entry(_ reference: ChartReference, of what: String) throws(ChartSourceError) -> Entry {
        guard let entries = charts[reference.chart] else {
            throw ChartSourceError(
                .chartNotFound,
                "\(what) has no chart \(reference.chart.quoted) among its \(charts.count); check the name")
        }
        guard let entry = try VersionChoice(reference.version).best(of: entries, version: \.version) else {
            let newest = VersionChoice.highest(of: entries, version: \.version) { _ in true }
            let known = newest.map { "; the newest that it has is \($0.version.quoted)" } ?? ""
            throw ChartSourceError(
                .versionNotFound,
                "\(what) has no version of \(reference.chart.quoted) that is \(reference.version.quoted)\(known)")
        }
        return entry
    }

    private static func document(
        _ bytes: [UInt8], limits: DocumentLimits, of what: String
    ) throws(ChartSourceError) -> Value {
        // What is repaired is copied, and may become three times as long.
        guard bytes.isUTF8 else {
            throw ChartSourceError(.protocolViolation, "\(what) is no text in UTF-8; have it made again")
        }
        do throws(DocumentError) {
            return try YAML.parse(bytes, file: nil, limits: limits, keeping: isWanted).first?.value ?? .null
        } catch {
            guard error.code != .limit else {
                throw ChartSourceError(.tooLarge, "\(what) cannot be read: \(error); split the repository")
            }
            throw ChartSourceError(.protocolViolation, "\(what) cannot be read: \(error)")
        }
    }

    /// Most of an index is what charts say of themselves. Names of charts stand one mapping deep, what is said of a version
    /// in a list below.
    private static func isWanted(_ key: String, _ depth: Int) -> Bool {
        switch depth {
        case 0: key == "apiVersion" || key == "entries"
        case 3: key == "version" || key == "urls" || key == "digest"
        default: true
        }
    }

    /// Nothing for what Helm skips, too: entries without a version that is one.
    private static func entry(_ value: Value) -> Entry? {
        guard let version = value["version"]?.string, VersionChoice.isVersion(version) else { return nil }
        let url = value["urls"]?[0]?.string
        let digest = digest(value["digest"] ?? .null)
        return Entry(version: version, url: url.flatMap { $0.utf8.count <= longestURL ? $0 : nil }, digest: digest)
    }

    /// Something that is no digest must not pass for an entry without one.
    private static func digest(_ written: Value) -> String? {
        guard !written.isNull else { return nil }
        guard let text = written.string else { return "no text" }
        guard text.utf8.count <= longestDigest else { return "a text of \(text.utf8.count) bytes" }
        return text.isEmpty ? nil : text
    }
}

extension RepositoryIndex.Entry {
    fileprivate var bytes: Int {
        MemoryLayout<Self>.size + version.utf8.count + (url?.utf8.count ?? 0) + (digest?.utf8.count ?? 0)
    }
}
