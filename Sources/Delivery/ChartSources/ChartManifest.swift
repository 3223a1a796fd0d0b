import Documents

/// What a registry says a chart consists of.
struct ChartManifest: Sendable, Hashable {
    static let mediaType = "application/vnd.oci.image.manifest.v1+json"
    private static let configType = "application/vnd.cncf.helm.config.v1+json"
    /// The second is what Helm wrote in its experimental years.
    private static let chartTypes = ["application/vnd.cncf.helm.chart.content.v1.tar+gzip", "application/tar+gzip"]

    struct Descriptor: Sendable, Hashable {
        var mediaType: String
        var digest: ContentDigest
        var size: Int
    }

    let digest: ContentDigest
    let config: Descriptor
    let chart: Descriptor

    /// - Parameter what: the manifest, as the subject of a message.
    init(_ bytes: [UInt8], limits: ChartSourceLimits, of what: String) throws(ChartSourceError) {
        let value: Value
        do throws(DocumentError) {
            value = try JSON.parse(bytes, limits: limits.manifest)
        } catch {
            throw ChartSourceError(.protocolViolation, "\(what) cannot be read: \(error)")
        }
        guard value["schemaVersion"]?.integer == 2, let written = value["config"], let layers = value["layers"]?.array
        else { throw ChartSourceError(.unsupported, "\(what) is no manifest of one chart; check chart and version") }
        config = try Self.descriptor(written, limit: limits.manifestBytes, of: "\(what): the config")
        guard config.mediaType == Self.configType else {
            throw ChartSourceError(
                .unsupported, "\(what) is no Helm chart: its config is \(config.mediaType.quoted); check the path")
        }
        let charts = layers.filter { Self.chartTypes.contains($0["mediaType"]?.string ?? "") }
        guard charts.count == 1 else {
            throw ChartSourceError(.unsupported, "\(what) holds \(charts.count) charts, and not one; push it again")
        }
        chart = try Self.descriptor(charts[0], limit: limits.archiveBytes, of: "\(what): the chart")
        digest = ContentDigest(of: bytes)
    }

    private static func descriptor(
        _ value: Value, limit: Int, of what: String
    ) throws(ChartSourceError) -> Descriptor {
        guard let mediaType = value["mediaType"]?.string, let size = value["size"]?.integer, size >= 0,
            let text = value["digest"]?.string
        else { throw ChartSourceError(.protocolViolation, "\(what) lacks its type, size or digest; push it again") }
        guard text.hasPrefix("sha256:"), let digest = ContentDigest(text) else {
            throw ChartSourceError(.unsupported, "\(what) has the digest \(text.quoted), which is not sha256")
        }
        guard size <= limit else {
            throw ChartSourceError(.tooLarge, "\(what) has \(size) bytes, and \(limit) are allowed")
        }
        return Descriptor(mediaType: mediaType, digest: digest, size: size)
    }
}
