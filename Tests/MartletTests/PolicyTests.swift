import FoundationEssentials
import OperatorTesting
import Testing

@Suite("martlet render --policies") struct PolicyTests {
    private static let policy = """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsPolicy
        metadata: {name: quality}
        spec:
          match: {applications: {matchLabels: {team: shop}}, namespaces: {selector: {matchLabels: {env: prod}}}}
          rules:
          - {name: not-bad, expression: "object.data.k != 'bad'", message: must not be bad}
          - {name: small, expression: "size(object.data.k) < 2", message: is long, action: Warn}
        """

    private static let application = """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsApplication
        metadata: {name: web, namespace: shop, labels: {team: shop}}
        spec: {source: {repositoryRef: {name: r}}}
        """

    /// A folder with a policy, an application and what it is rendered from.
    private func folder(_ value: String, policy: String = policy) throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "policies-\(UUID().uuidString)")
        for name in ["policies", "app"] {
            try FileManager.default.createDirectory(
                at: folder.appending(path: name), withIntermediateDirectories: true)
        }
        let map = "# A map.\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {k: \(value)}\n"
        try Data(policy.utf8).write(to: folder.appending(path: "policies/quality.yaml"))
        try Data(Self.application.utf8).write(to: folder.appending(path: "web.yaml"))
        try Data(map.utf8).write(to: folder.appending(path: "app/one.yaml"))
        return folder
    }

    private func render(_ folder: URL, _ more: [String] = ["--namespace-label", "env=prod"]) throws
        -> MartletProgram.Outcome
    {
        try MartletProgram.run(
            [
                "render", "--policies", folder.appending(path: "policies").path, "--policies-for",
                folder.appending(path: "web.yaml").path,
            ] + more + [folder.appending(path: "app").path])
    }

    @Test("what a policy denies is told with file and line, and ends with 6; what is rendered is printed all the same")
    func denied() throws {
        let folder = try folder("bad")
        defer { try? FileManager.default.removeItem(at: folder) }
        let outcome = try render(folder)
        #expect(outcome.status == 6 && outcome.output.contains("kind: ConfigMap"))
        let place = "\(folder.path)/app/one.yaml:2: ConfigMap shop/one"
        #expect(outcome.errors.contains("\(place): denied by policy quality/not-bad: must not be bad\n"), "\(outcome)")
        #expect(outcome.errors.contains("\(place): warned of by policy quality/small: is long\n"))
        #expect(outcome.errors.contains("policies refuse 1 object"))
        // In another namespace it is nobody's business.
        #expect(try render(folder, []).status == 0)
    }

    @Test("a warning lets it pass")
    func warned() throws {
        let folder = try folder("long")
        defer { try? FileManager.default.removeItem(at: folder) }
        let outcome = try render(folder)
        #expect(outcome.status == 0 && outcome.errors.contains("warned of by policy quality/small"), "\(outcome)")
    }

    @Test("a policy that cannot be read is told, and ends with 6")
    func broken() throws {
        let folder = try folder("good", policy: Self.policy.replacing("size(", with: "sise("))
        defer { try? FileManager.default.removeItem(at: folder) }
        let outcome = try render(folder)
        #expect(outcome.status == 6)
        #expect(outcome.errors.contains("policy quality: rules[name=small].expression: line 1, column 1"), "\(outcome)")
        try FileManager.default.removeItem(at: folder.appending(path: "policies/quality.yaml"))
        #expect(try render(folder).status == 3)
    }
}
