import Documents
import Operating
import Testing

@testable import GitOpsAPI

@Suite struct BrokenInputTests {
    @Test(
        "an error names the field and what is expected",
        arguments: [
            ("{}", "spec.source is missing, and spec.sources too; give one of them"),
            (
                "{source: {repositoryRef: {name: r}}, sources: []}",
                "spec.sources must not be given beside spec.source; take one of them away"
            ),
            ("{sources: [{repositoryRef: {name: r}}]}", "spec.sources[0].name is missing"),
            (
                "{sources: [{name: a}]}",
                "spec.sources[0].repositoryRef is missing: name a repository, or a chart from elsewhere by helm.chart and helm.repoURL"
            ),
            (
                "{source: {}}",
                "spec.source.repositoryRef is missing: name a repository, or a chart from elsewhere by helm.chart and helm.repoURL"
            ),
            ("{source: {repositoryRef: {}}}", "spec.source.repositoryRef.name is missing"),
            ("{source: []}", "spec.source must be a mapping, and is a list"),
            (
                "{source: {repositoryRef: {name: r}}, sync: {prune: 'yes'}}",
                "spec.sync.prune must be true or false, and is a string"
            ),
            (
                "{source: {repositoryRef: {name: r}}, sync: {interval: 9999999h}}",
                "spec.sync.interval must be a duration of at most a year, such as 30s, 5m or 1h30m"
            ),
            (
                "{source: {repositoryRef: {name: r}}, deletionPolicy: Keep}",
                "spec.deletionPolicy must be one of Delete, Orphan"
            ),
            (
                "{source: {repositoryRef: {name: r}}, dependsOn: [{name: a}, 1]}",
                "spec.dependsOn[1] must be a mapping, and is a number"
            ),
            (
                "{source: {repositoryRef: {name: r}, substitute: {variables: {A: 1}}}}",
                "spec.source.substitute.variables must hold texts only, and holds a number; put it in quotes"
            ),
        ])
    func application(_ spec: String, _ message: String) throws {
        let object = try Samples.read("{metadata: {name: a, namespace: home}, spec: \(spec)}")
        let resource = try GitOpsApplication(object)
        #expect {
            try resource.spec.get()
        } throws: {
            ($0 as? APIError)?.description == message
        }
    }

    @Test("what cannot be read is not taken for permission to delete")
    func deletionPolicy() throws {
        func policy(_ spec: String) throws -> GitOpsApplication.DeletionPolicy {
            try GitOpsApplication(Samples.read("{metadata: {name: a}, spec: \(spec)}")).deletionPolicy
        }
        #expect(try policy("{deletionPolicy: Orphan}") == .orphan)
        #expect(try policy("{deletionPolicy: Delete}") == .delete)
        #expect(try policy("{}") == .delete)
        #expect(try policy("{deletionPolicy: 7}") == .orphan)
    }

    @Test("a broken status is read as far as it goes, and the inventory is kept as it is")
    func status() throws {
        let status = GitOpsApplication.Status(
            try Samples.read(
                """
                observedGeneration: many
                sync: {status: Sideways, revision: r}
                health: 1
                operation: {phase: Running}
                history: [{}]
                lastHandledRequest: "5"
                inventory: {entries: broken}
                """))
        #expect(status.sync == nil && status.health == nil && status.operation == nil && status.history.isEmpty)
        #expect(status.lastHandledRequest == "5")
        #expect(status.inventory == ["entries": "broken"])
        #expect(GitOpsApplication.Status(nil) == GitOpsApplication.Status())
        #expect(GitOpsRepository.Status("text") == GitOpsRepository.Status())
    }

    @Test("a number of attempts that somebody has written is one that more can be added to")
    func attempts() throws {
        let status = GitOpsApplication.Status(
            try Samples.read(
                """
                operation: {revision: r, startedAt: 2026-01-01T00:00:00Z, phase: Failed, attempt: 9223372036854775807}
                """))
        #expect(try #require(status.operation).attempt == 1_000_000_000)
    }

    @Test("an object without a name is none")
    func nameless() {
        #expect(throws: APIError(.missing, "metadata.name", "is missing")) { try GitOpsRepository(["spec": [:]]) }
    }
}
