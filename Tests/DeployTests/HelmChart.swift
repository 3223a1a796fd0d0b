import Documents
import Processes
import YAML

/// `Charts/martlet`, rendered by true Helm.
enum HelmChart {
    static let folder = "Charts/martlet"
    private static let script = "\(Manifests.root)/Scripts/helm-template"

    static func isAvailable() async -> Bool { (try? await Manifests.run(script, ["--available"])) != nil }

    /// `values` is a JSON object over the chart's own.
    static func render(_ values: String = "{}", kubeVersion: String = "1.30.0") async throws -> [Value] {
        let text = try await Manifests.run(
            script, ["\(Manifests.root)/\(folder)", "--kube-version", kubeVersion, "--set-json", values])
        return try YAML.parse(text).map(\.value)
    }

    static func notes(_ values: String) async throws -> String {
        try await Manifests.run(script, ["\(Manifests.root)/\(folder)", "--notes", "--set-json", values])
    }
}
