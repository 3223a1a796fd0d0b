import FoundationEssentials
import OperatorTesting
import Testing

@Suite("martlet migrate -f") struct MigrateTests {
    private static let application = """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: web, namespace: argocd}
        spec: {source: {repoURL: "https://example.org/web.git", path: web, directory: {recurse: true}}}
        """

    private func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "migrate-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder.appending(path: "apps"), withIntermediateDirectories: true)
        try FileManager.default.createDirectory(at: folder.appending(path: ".git"), withIntermediateDirectories: true)
        try Data(Self.application.utf8).write(to: folder.appending(path: "apps/web.yaml"))
        try Data(Self.application.utf8).write(to: folder.appending(path: ".git/web.yaml"))
        try FileManager.default.createSymbolicLink(
            atPath: folder.appending(path: "link.yaml").path, withDestinationPath: "/etc/hostname")
        return folder
    }

    private func text(_ folder: URL, _ path: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appending(path: path)), as: UTF8.self)
    }

    @Test("plan says what apply does; git's own files and links are left alone")
    func files() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let plan = try MartletProgram.run(["migrate", "argocd", "plan", "-f", folder.path])
        #expect(plan.status == 0 && plan.output.contains("apps/web.yaml: would be converted"), "\(plan)")
        #expect(try text(folder, "apps/web.yaml") == Self.application)
        let apply = try MartletProgram.run(["migrate", "argocd", "apply", "-f", folder.path])
        #expect(apply.status == 0 && apply.output.contains("apps/web.yaml: converted"), "\(apply)")
        #expect(try text(folder, "apps/web.yaml").contains("kind: GitOpsApplication"))
        #expect(try text(folder, ".git/web.yaml") == Self.application)
    }

    @Test("what blocks stays, and is told by what the program ends with")
    func blocked() throws {
        let folder = try folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let plugin = Self.application.replacing("path: web", with: "path: web, plugin: {name: x}")
        try Data(plugin.utf8).write(to: folder.appending(path: "apps/web.yaml"))
        let apply = try MartletProgram.run(["migrate", "argocd", "apply", "-f", folder.path])
        #expect(apply.status == 1 && apply.output.contains("spec.source.plugin"), "\(apply)")
        #expect(try text(folder, "apps/web.yaml") == plugin)
        #expect(try MartletProgram.run(["migrate", "argocd", "undo", "-f", folder.path]).status == 2)
    }
}
