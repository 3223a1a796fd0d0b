import ArgumentParser
import Documents
import Foundation
import Testing
import YAML

@testable import martlet

@Suite("Files for other programs") struct PluginFileTests {
    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    private func document(_ path: String) throws -> Value {
        let text = try String(contentsOf: Self.root.appending(path: path), encoding: .utf8)
        return try #require(try YAML.parse(text).first?.value)
    }

    @Test("k9s runs commands that there are")
    func plugins() throws {
        let plugins = try document("Deploy/kubectl/k9s-plugins.yaml")["plugins"]?.object ?? Object()
        #expect(plugins.count == 4)
        for (name, plugin) in plugins {
            var words = (plugin["args"]?.array ?? []).compactMap(\.string)
            if plugin["command"] == "sh" {
                let script = words[1].prefix { $0 != "|" }.replacing("2>&1", with: "")
                words = Array(Words.split(String(script)).dropFirst())
            }
            #expect(words.first == "martlet", "\(name)")
            _ = try Martlet.parseAsRoot(words.dropFirst().map { $0.hasPrefix("$") ? "x" : $0 })
        }
    }

    @Test("k9s shows our kinds")
    func views() throws {
        let views = try document("Deploy/kubectl/k9s-views.yaml")["views"]?.object ?? Object()
        #expect(
            views.keys
                == [
                    "gitopsapplications", "gitopsrepositories", "gitopsdeployments", "gitopsenvironments",
                    "gitopswindows", "gitopspolicies",
                    "gitopsreceivers",
                ].map { "gitops.martlet.dev/v1alpha1/\($0)" })
    }

    @Test("krew is told the archives that there are, by their digests")
    func krew() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "krew-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let script = Self.root.appending(path: "Scripts/krew-manifest").path
        func made() throws -> (status: Int32, text: String) {
            let process = Process()
            let output = Pipe()
            process.executableURL = URL(filePath: script)
            process.arguments = ["0.1.0", "https://example.org/r/", folder.path]
            process.standardOutput = output
            process.standardError = FileHandle.nullDevice
            try process.run()
            let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
            process.waitUntilExit()
            return (process.terminationStatus, text)
        }
        #expect(try made().status == 1)
        try Data("abc".utf8).write(to: folder.appending(path: "martlet_darwin_arm64.tar.gz"))
        let manifest = try #require(try YAML.parse(try made().text).first?.value)
        #expect(manifest.at("spec", "version") == "v0.1.0")
        let platform = manifest.at("spec", "platforms")?[0]
        #expect(platform?["uri"] == "https://example.org/r/martlet_darwin_arm64.tar.gz")
        #expect(platform?.at("selector", "matchLabels") == ["os": "darwin", "arch": "arm64"])
        #expect(platform?["sha256"] == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }
}
