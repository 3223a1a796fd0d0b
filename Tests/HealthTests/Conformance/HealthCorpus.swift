import Documents
import Foundation
import Health
import YAML

/// What others expect of real objects: Argo CD's and kstatus' own tests, which lie outside of the project. They are read
/// from checkouts of `argoproj/argo-cd` and `fluxcd/cli-utils`, in the folders `health/argo-cd` and `health/cli-utils` of the
/// folder that `MARTLET_CORPUS` names, or of `../shared/corpus` beside the checkout.
struct HealthCorpus {
    struct Case: Sendable {
        /// The file below its folder, or the name of the case.
        let name: String
        let object: Value
        /// Nil where the object is to have no health.
        let status: String?
        let message: String
    }

    static let folder: URL? = {
        let checkout = (0..<4).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }
        let named = ProcessInfo.processInfo.environment["MARTLET_CORPUS"].map { URL(filePath: $0) }
        let corpus = named ?? checkout.appending(path: "../shared/corpus").standardizedFileURL
        let folder = corpus.appending(path: "health")
        return FileManager.default.fileExists(atPath: folder.path) ? folder : nil
    }()

    let folder: URL

    /// The tests of Argo CD's rules for other tools' kinds.
    func customizations() throws -> [Case] {
        let root = folder.appending(path: "argo-cd/resource_customizations")
        let paths = try FileManager.default.subpathsOfDirectory(atPath: root.path)
        return try paths.filter { $0.hasSuffix("/health_test.yaml") }.sorted().flatMap { path in
            let place = path.dropLast("/health_test.yaml".count)
            let tests = try Self.read(root.appending(path: path))["tests"]?.array ?? []
            return try tests.compactMap { test -> Case? in
                guard let input = (test["inputPath"] ?? test["inputpath"])?.string else { return nil }
                let health = test["healthStatus"]
                return Case(
                    name: "\(place)/\(input)", object: try Self.read(root.appending(path: "\(place)/\(input)")),
                    status: health?["status"]?.string, message: health?["message"]?.string ?? "")
            }
        }
    }

    /// The tests of its rules for Kubernetes' own kinds.
    func builtIn() throws -> [Case] {
        let root = folder.appending(path: "argo-cd/gitops-engine/pkg/health")
        let tests = try String(contentsOf: root.appending(path: "health_test.go"), encoding: .utf8)
        let pattern = /assertAppHealth\(t, "(.+?)", HealthStatus(\w+)\)|assert.Nil\(t, getHealthStatus\(t, "(.+?)"\)\)/
        return try tests.matches(of: pattern).map { match in
            let path = String(match.output.1 ?? match.output.3 ?? "")
            return Case(
                name: path, object: try Self.read(root.appending(path: path)), status: match.output.2.map(String.init),
                message: "")
        }
    }

    /// The tests of kstatus, in its own words for how an object is.
    func kstatus() throws -> [Case] {
        let file = folder.appending(path: "cli-utils/pkg/kstatus/status/status_compute_test.go")
        let text = try String(contentsOf: file, encoding: .utf8)
        let manifests = text.matches(of: /var (\w+) = `([^`]*)`/).map { (String($0.output.1), String($0.output.2)) }
        let texts = Dictionary(manifests) { $1 }
        let pattern = /"\w+": \{\s+spec:\s+(?:fmt\.Sprintf\()?(\w+).*\n\s+expectedStatus:\s+(\w+)Status,/
        return try text.matches(of: pattern).compactMap { match -> Case? in
            let name = String(match.output.1)
            // The only thing that is filled in is the time of one that was made just now.
            let now = Date().ISO8601Format()
            let manifest = texts[name]?.replacingOccurrences(of: "%s", with: now)
            guard let object = try manifest.flatMap({ try YAML.parse($0) })?.first?.value else { return nil }
            return Case(name: name, object: object, status: String(match.output.2), message: "")
        }
    }

    private static func read(_ file: URL) throws -> Value {
        let documents = try YAML.parse(Array(Data(contentsOf: file)), file: file.lastPathComponent, limits: .file)
        return documents.first?.value ?? [:]
    }
}
