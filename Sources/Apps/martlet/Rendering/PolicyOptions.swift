import ArgumentParser
import Commands
import Documents
import FoundationEssentials
import GitOpsAPI
import Policies
import YAML

/// By which policies what is rendered is judged.
struct PolicyOptions: ParsableArguments {
    @Option(
        help:
            "A folder or file of GitOpsPolicies by which what is rendered is judged; may be repeated. What they say is written to standard error; ends with 6 where one denies.",
        completion: .file())
    var policies: [String] = []

    @Option(help: "With --policies: the file of the GitOpsApplication that it is rendered for.", completion: .file())
    var policiesFor: String?

    @Option(
        name: .customLong("namespace-label"),
        help: "With --policies: a label that the namespace has, as KEY=VALUE; may be repeated.")
    var namespaceLabels: [String] = []

    func validate() throws {
        guard namespaceLabels.allSatisfy({ $0.contains("=") }) else {
            throw ValidationError("--namespace-label takes KEY=VALUE")
        }
        guard !policies.isEmpty || (policiesFor == nil && namespaceLabels.isEmpty) else {
            throw ValidationError("--policies-for and --namespace-label belong to --policies")
        }
    }

    /// Nil where no policies are named.
    func check() throws(CommandError) -> PolicyCheck? {
        guard !policies.isEmpty else { return nil }
        var application: GitOpsApplication?
        if let policiesFor {
            application = try Self.documents(policiesFor).lazy.filter { $0.kind == GitOpsApplication.kind }
                .compactMap { try? GitOpsApplication($0) }.first
            guard application != nil else {
                throw CommandError(.notFound, "\(policiesFor) has no GitOpsApplication")
            }
        }
        var resources: [GitOpsPolicy] = []
        for path in policies {
            for file in try Self.files(path) {
                resources += try Self.documents(file).filter { $0.kind == GitOpsPolicy.kind }
                    .compactMap { try? GitOpsPolicy($0) }
            }
        }
        guard !resources.isEmpty else {
            throw CommandError(.notFound, "there is no GitOpsPolicy in \(policies.joined(separator: ", "))")
        }
        return PolicyCheck(resources, application: application, namespaceLabels: labels)
    }

    private var labels: [String: String] {
        Dictionary(
            namespaceLabels.compactMap { text in
                text.firstIndex(of: "=").map { (String(text[..<$0]), String(text[text.index(after: $0)...])) }
            }, uniquingKeysWith: { _, later in later })
    }

    /// A file itself, or the files of YAML below a folder.
    private static func files(_ path: String) throws(CommandError) -> [String] {
        var isFolder = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw CommandError(.notFound, "\(path) is not there")
        }
        guard isFolder else { return [path] }
        let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
        return names.filter { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }.sorted().map { "\(path)/\($0)" }
    }

    private static func documents(_ path: String) throws(CommandError) -> [Value] {
        guard let content = FileManager.default.contents(atPath: path) else {
            throw CommandError(.notFound, "\(path) cannot be read")
        }
        do {
            return try YAML.parse(Array(content), file: path, limits: .file).map(\.value)
        } catch {
            throw CommandError(.failed, "\(error)")
        }
    }
}
