import ArgumentParser
import Foundation
import OperatorTesting
import Testing

@testable import martlet

@Suite("bases in other repositories, on the command line")
struct RemoteBaseTests {
    private let shared: GitRepository
    private let own: GitRepository

    init() throws {
        shared = try GitRepository()
        own = try GitRepository()
        try shared.write("base/kustomization.yaml", "resources: [settings.yaml]\n")
        try shared.write("base/settings.yaml", Self.settings("one"))
        try shared.write(
            "label/kustomization.yaml",
            "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nlabels: [{pairs: {team: shop}}]\n")
        try shared.commit("Begin")
        try shared.git("tag", "v1")
        try shared.commit("base/settings.yaml", Self.settings("two"))
    }

    private static func settings(_ value: String) -> String {
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {key: \(value)}\n"
    }

    private func render(_ kustomization: String, _ options: String...) async throws -> String {
        try own.write("app/kustomization.yaml", kustomization)
        let arguments = ["render", "kustomize", own.folder.appending(path: "app").path] + options
        let command = try #require(try Martlet.parseAsRoot(arguments) as? RenderKustomizeCommand)
        return String(decoding: try await command.rendered(), as: UTF8.self)
    }

    /// What kubectl 1.32 prints.
    @Test("are fetched as kubectl does", arguments: [("?ref=v1", "one"), ("", "two")])
    func fetched(reference: String, value: String) async throws {
        let text = try await render(
            "resources: ['\(shared.url)//base\(reference)']\ncomponents: ['\(shared.url)//label']\nnameSuffix: -x\n"
                + "buildMetadata: [originAnnotations]\n",
            "--allow-remote-bases")
        let reference = reference.isEmpty ? "" : "      ref: v1\n"
        #expect(
            text == """
                apiVersion: v1
                data:
                  key: \(value)
                kind: ConfigMap
                metadata:
                  annotations:
                    config.kubernetes.io/origin: |
                      path: base/settings.yaml
                      repo: \(shared.url)
                \(reference)  labels:
                    team: shop
                  name: settings-x

                """)
    }

    @Test("what cannot be fetched is named", arguments: ["//base?ref=v9", "//none"])
    func missing(place: String) async throws {
        let address = "\(shared.url)\(place)"
        do {
            _ = try await render("resources: ['\(address)']\n", "--allow-remote-bases")
            Issue.record("there is nothing to render")
        } catch {
            #expect("\(error)".contains("field 'resources': '\(address)'"), "\(error)")
        }
    }

    @Test("are refused unless they are allowed")
    func refused() async throws {
        do {
            _ = try await render("resources: ['\(shared.url)//base']\n")
            Issue.record("it was rendered")
        } catch {
            #expect("\(error)".contains("--allow-remote-bases"), "\(error)")
        }
    }
}
