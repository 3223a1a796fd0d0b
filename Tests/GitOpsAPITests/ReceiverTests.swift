import Documents
import Testing
import Webhooks

@testable import GitOpsAPI

@Suite("GitOpsReceiver") struct ReceiverTests {
    @Test("one that uses every field reads and writes the same")
    func roundTrip() throws {
        let object = try Samples.read(Samples.receiver)
        let receiver = try GitOpsReceiver(object)
        #expect(try receiver.spec.get().fieldValue == object["spec"])
        #expect(receiver.status.value == object["status"])
        #expect(try receiver.spec.get().validate().isEmpty)
    }

    @Test("the smallest is for all repositories of its namespace, and takes deliveries")
    func defaults() throws {
        let spec = try GitOpsReceiver(Samples.read(Samples.smallestReceiver)).spec.get()
        #expect(spec.repositories == nil && spec.hosts.isEmpty && !spec.suspend && spec.validate().isEmpty)
    }

    @Test(
        "what the schema cannot say is told, with its place",
        arguments: [
            (#"{"type": "GitHub", "secretRef": {"name": "A"}}"#, "spec.secretRef.name"),
            (#"{"type": "GitHub", "secretRef": {"name": "a"}, "hosts": [["a"]]}"#, "spec.hosts[0]"),
            (
                #"{"type": "GitHub", "secretRef": {"name": "a"}, "repositories": {"matchExpressions": [{"key": "a", "operator": "In"}]}}"#,
                "spec.repositories.matchExpressions[0]"
            ),
        ])
    func problems(_ spec: String, _ place: String) throws {
        let object: Value = ["metadata": ["name": "r"], "spec": try JSON.parse(spec, limits: .file)]
        let problems = try GitOpsReceiver(object).spec.get().validate()
        #expect(problems.map(\.field) == [place])
    }

    @Test("is read with the place of what it cannot be")
    func unreadable() throws {
        let object: Value = ["metadata": ["name": "r"], "spec": ["type": "SVN", "secretRef": ["name": "a"]]]
        guard case .failure(let error) = try GitOpsReceiver(object).spec else {
            Issue.record("it was read")
            return
        }
        #expect(error.description.contains("spec.type") && error.description.contains("CloudEvents"))
    }
}
