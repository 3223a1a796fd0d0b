import ChartSources
import ChartTesting
import Documents
import Foundation
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("charts of chart repositories", .enabled("needs python3 and openssl") { TestServer.hasPython })
    struct ChartSourceTests {
        private func helm(_ server: ChartRepositoryServer, _ version: String = "^1", _ more: Value = [:]) -> Value {
            var helm = more
            helm["chart"] = "web"
            helm["repoURL"] = .string(server.url)
            helm["version"] = .string(version)
            return helm
        }

        @Test("the newest of a range is applied; a newer one goes live on request; two applications download once")
        func range() async throws {
            let workspace = try await workspace("chartrange")
            let server = try ChartRepositoryServer()
            defer { server.server.stop() }
            let first = try ChartRepositoryServer.Version("1.0.0")
            try server.publish([first, try ChartRepositoryServer.Version("2.0.0")])
            try await workspace.applyChart(helm: helm(server))
            try await workspace.applyChart("second", helm: helm(server, "^1", ["values": ["tag": "own"]]))
            try await workspace.waitUntilReady()
            try await workspace.waitUntilReady("second")
            #expect(try await workspace.value("app") == "1.0.0 none")
            #expect(try await workspace.value("second") == "1.0.0 own")
            #expect(try server.requests(for: "/charts/web-1.0.0.tgz").count == 1)
            let digest = ContentDigest(of: first.archive)
            let status = try await workspace.status()
            #expect(status.at("sync", "revision")?.string == "1.0.0@\(digest)")
            #expect(status["shortRevision"]?.string == "1.0.0@\(digest.hex.prefix(7))")
            #expect(status["history"]?.array?.first?["revision"]?.string == "1.0.0@\(digest)")
            try await publishNewer(workspace, server, first)
        }

        private func publishNewer(
            _ workspace: Workspace, _ server: ChartRepositoryServer, _ first: ChartRepositoryServer.Version
        ) async throws {
            try server.publish([first, try ChartRepositoryServer.Version("1.1.0", value: "new")])
            try await workspace.request(workspace.application())
            try await workspace.waitForValue("1.1.0 new")
            try await workspace.waitForValue("1.1.0 own", of: "second")
            #expect(try server.requests(for: "/charts/web-1.1.0.tgz").count == 1)
            try await workspace.waitUntilReady()
            let downloads = ["operation": "download", "result": "success"]
            #expect(try await workspace.controller.metric("martlet_chart_operations_total", downloads) >= 2)
        }

        @Test("an application goes back to an earlier version, unless that is another one by now")
        func goingBack() async throws {
            let workspace = try await workspace("chartback")
            let server = try ChartRepositoryServer()
            defer { server.server.stop() }
            let rollback = "gitops.martlet.dev/rollback"
            var versions: [ChartRepositoryServer.Version] = []
            try await workspace.applyChart(helm: helm(server))
            for version in ["1.0.0", "1.1.0", "1.2.0"] {
                if version == "1.2.0" { versions[1] = try ChartRepositoryServer.Version("1.1.0", value: "forged") }
                versions.append(try ChartRepositoryServer.Version(version))
                try server.publish(versions)
                try await workspace.request(workspace.application())
                try await workspace.waitForValue("\(version) none")
                try await workspace.waitUntilReady()
            }
            try await workspace.cluster.annotate(workspace.application(), rollback, "1.1.0")
            try await workspace.eventually("it is told that the version is another") {
                let gate = try await workspace.status()["gates"]?.array?.first
                return gate?["message"]?.string?.contains("another by now") ?? false
            }
            #expect(try await workspace.value("app") == "1.2.0 none")
            try await workspace.cluster.annotate(workspace.application(), rollback, "1.0.0")
            try await workspace.waitUntilNotReady(reason: "RolledBack")
            #expect(try await workspace.value("app") == "1.0.0 none")
            try server.publish(versions + [try ChartRepositoryServer.Version("1.3.0")])
            try await workspace.request(workspace.application())
            try await workspace.waitForValue("1.3.0 none")
            try await workspace.waitUntilReady()
        }

        @Test("whatever is wrong with a new version is told, and the last good one is kept in repair")
        func failures() async throws {
            let workspace = try await workspace("chartfailures")
            let server = try ChartRepositoryServer()
            defer { server.server.stop() }
            let good = try ChartRepositoryServer.Version("1.0.0")
            try server.publish([good])
            try await workspace.applyChart(helm: helm(server))
            try await workspace.waitUntilReady()
            let newer = try ChartRepositoryServer.Version("1.1.0", value: "new")
            var wrong = newer
            wrong.digest = String(repeating: "0", count: 64)
            var endless = newer
            endless.route = .misbehaving("/charts/web-1.1.0.tgz", "endless")
            var other = newer
            other.archive = try webChart("1.0.7")
            for (versions, reason, words) in [
                ([good, wrong], "DigestMismatch", "index names sha256:0000"),
                ([good, endless], "TooLarge", "web"),
                ([good, other], "RenderFailed", "holds web 1.0.7"),
                ([try ChartRepositoryServer.Version("2.0.0")], "ChartVersionNotFound", "2.0.0"),
            ] {
                try server.publish(versions)
                try await workspace.request(workspace.application())
                let message = try await workspace.waitUntilNotReady(reason: reason, within: .seconds(60))
                #expect(message.contains(words), "\(message)")
                try await workspace.checkRepair("1.0.0 none")
            }
            try server.publish([good, newer])
            try await workspace.request(workspace.application())
            try await workspace.waitUntilReady()
            #expect(try await workspace.value("app") == "1.1.0 new")
        }

        @Test("files of values come from the archive, or from a repository in git whose commits are followed")
        func valueFiles() async throws {
            let workspace = try await workspace("chartvalues")
            let server = try ChartRepositoryServer()
            defer { server.server.stop() }
            try server.publish([try ChartRepositoryServer.Version("1.0.0")])
            try workspace.git.write("settings/values.yaml", "tag: one\n")
            let first = try workspace.git.commit()
            try await workspace.applyRepository()
            let beside: Value = ["repositoryRef": ["name": .string(Workspace.repositoryName)], "path": "settings"]
            try await workspace.applyChart(
                helm: helm(server, "1.0.0", ["valueFiles": ["values.yaml"]]), source: beside)
            try await workspace.applyChart("alone", helm: helm(server, "1.0.0", ["valueFiles": ["values.yaml"]]))
            try await workspace.waitUntilReady()
            #expect(try await workspace.value("app") == "1.0.0 one")
            let revision = try await workspace.status().at("sync", "revision")?.string ?? ""
            #expect(revision.hasPrefix("1.0.0@sha256:") && revision.hasSuffix("+main@sha1:\(first)"), "\(revision)")
            try workspace.git.write("settings/values.yaml", "tag: two\n")
            try await workspace.push()
            try await workspace.waitForValue("1.0.0 two")
            try workspace.git.write("settings/values.yaml", "tag: [\n")
            try await workspace.push()
            try await workspace.waitUntilNotReady(reason: "RenderFailed")
            try await workspace.checkRepair("1.0.0 two")
            try await workspace.waitForValue("1.0.0 none", of: "alone")
        }

        @Test("an application that goes, or is changed to another chart, leaves nothing behind")
        func changes() async throws {
            let workspace = try await workspace("chartchanges")
            let server = try ChartRepositoryServer()
            defer { server.server.stop() }
            try server.publish([
                try ChartRepositoryServer.Version("1.0.0"), try ChartRepositoryServer.Version("2.0.0"),
            ])
            try await workspace.applyChart(helm: helm(server))
            try await workspace.waitUntilReady()
            try await workspace.applyChart(helm: helm(server, "3.0.0"))
            try await workspace.waitUntilNotReady(reason: "ChartVersionNotFound")
            try await workspace.checkRepair("1.0.0 none")
            try await workspace.applyChart(helm: helm(server, "2.0.0"))
            try await workspace.waitUntilReady()
            #expect(try await workspace.value("app") == "2.0.0 none")
            try await workspace.cluster.delete(workspace.application())
            try await workspace.eventually("the application and its objects are gone") {
                let isThere = try await workspace.cluster.exists(workspace.application())
                let value = try await workspace.value("app")
                return !isThere && value == nil
            }
        }
    }
}
