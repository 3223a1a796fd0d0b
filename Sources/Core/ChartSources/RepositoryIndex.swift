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

    private let charts: [String: [Entry]]
    let entries: Int

    /// - Parameter what: the index, as the subject of a message.
    init(_ bytes: [UInt8], limits: DocumentLimits, of what: String) throws(ChartSourceError) {
        let document = try Self.document(bytes, limits: limits, of: what)
        guard document["apiVersion"]?.string?.isEmpty == false, let listed = document["entries"]?.object else {
            throw ChartSourceError(
                .protocolViolation,
                "\(what) is no index of charts: it lacks apiVersion or entries; check the repository's address")
        }
        var charts: [String: [Entry]] = [:]
        for (name, versions) in listed {
            charts[name] = (versions.array ?? []).compactMap(Self.entry)
        }
        self.charts = charts
        entries = charts.values.reduce(0) { $0 + $1.count + 1 }
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
        // The bound on values holds for YAML only; in JSON each but the first follows one of these.
        let isJSON = bytes.first { $0 > 0x20 } == UInt8(ascii: "{")
        if isJSON,
            bytes.count(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ":") || $0 == 0x5B })
                > 8 * limits.nodes
        {
            throw ChartSourceError(.tooLarge, "\(what) holds too many values; split the repository")
        }
        do throws(DocumentError) {
            return try YAML.parse(bytes, file: nil, limits: limits).first?.value ?? .null
        } catch {
            let code: ChartSourceError.Code = error.code == .limit ? .tooLarge : .protocolViolation
            throw ChartSourceError(code, "\(what) cannot be read: \(error)")
        }
    }

    /// Nothing for what Helm skips, too: entries without a version that is one.
    private static func entry(_ value: Value) -> Entry? {
        guard let version = value["version"]?.string, VersionChoice.isVersion(version) else { return nil }
        // Something that is no text is no digest, and must not pass for an entry without one.
        let written = value["digest"] ?? .null
        let digest = written.string ?? (written.isNull ? "" : "no text")
        return Entry(version: version, url: value["urls"]?[0]?.string, digest: digest.isEmpty ? nil : digest)
    }
}
