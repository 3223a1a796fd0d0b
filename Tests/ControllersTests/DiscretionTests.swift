import Applying
import Documents
import FoundationEssentials
import GitOpsAPI
import Health
import KubeModel
import Rendering
import Sourcing
import Testing

@testable import Controllers

@Suite("what an application uses of Secrets is told to nobody")
struct DiscretionTests {
    private let pin = "87654321"

    private func secret(_ entries: [String: String], version: String = "1") -> Value {
        let data = entries.mapValues { Value.string(Data($0.utf8).base64EncodedString()) }
        return [
            "kind": "Secret", "metadata": ["resourceVersion": .string(version)],
            "data": .object(Object(data.map { ($0.key, $0.value) })),
        ]
    }

    private func discretion(_ entries: [String: String], isWhole: Bool = true) -> Discretion {
        var known = KnownSecrets()
        known.learn([(id: "a", .secret(secret(entries)))])
        return Discretion(texts: known.texts, isWhole: isWhole)
    }

    private func typeError(_ value: String) -> KubeError {
        KubeError(
            .invalid,
            "failed to create typed patch object: .spec.env[name=\"PIN\"].value: expected string, got "
                + "&value.valueUnstructured{Value:\(value)}",
            status: 500, reason: "InternalError",
            causes: [.init(field: "spec.env[\(value)]", reason: "FieldValueInvalid", message: "no \(value)")])
    }

    @Test("a server's words lose what they quote, and keep the rest")
    func words() {
        let told = discretion(["PIN": pin]).told(typeError(pin))
        #expect(told.message.contains(#".spec.env[name="PIN"].value: expected string"#))
        #expect(!"\(told)\(told.causes)".contains(pin))
        #expect(told.causes.first?.reason == "FieldValueInvalid")
        #expect(discretion([:]).told(typeError(pin)) == typeError(pin))
    }

    @Test("with a text that is too short, or one that is not known, they are left out where they may quote it")
    func leftOut() {
        let short = discretion(["PIN": "7"])
        #expect(
            short.told(typeError("7")).message
                == "the server refused it as InternalError: spec.env[(secret)] (FieldValueInvalid)")
        #expect(short.told(typeError("8")).message == typeError("8").message)
        // Also not where it is part of a field's name.
        #expect(!discretion(["PIN": "7"]).told(typeError("x7y")).message.contains("7"))
        let unknown = discretion([:], isWhole: false)
        #expect(!unknown.told(typeError(pin)).message.contains(pin))
        let forbidden = KubeError(.forbidden, "may not patch configmaps", status: 403)
        #expect(unknown.told(forbidden) == forbidden)
    }

    @Test("what a Secret held before stays unsaid; of too much, what it held last")
    func versions() {
        var known = KnownSecrets()
        known.learn([(id: "1", .secret(secret(["a": "first-password"])))])
        known.learn([(id: "2", .secret(secret(["a": "second-password"])))])
        #expect(known.texts.masked("first-password second-password") == "(secret) (secret)")
        let lines = (0..<4_000).map { "line number \($0)" }.joined(separator: "\n")
        let others = (0..<4_000).map { "another \($0)" }.joined(separator: "\n")
        for (id, text) in [("3", lines), ("4", others)] { known.learn([(id: id, .secret(secret(["a": text])))]) }
        #expect(known.texts.masked("another 12") == "(secret)")
    }

    @Test("no sentence of status comes round it")
    func everySentence() throws {
        let hidden = "xk7-password"
        let problem = problem("Invalid", "not \(hidden)")
        var compared = comparison(
            health: HealthSummary(status: .degraded, message: "web: \(hidden)", unhealthy: 1), problems: [problem],
            disputes: [problem])
        compared.remnants = [problem]
        compared.leaving = ["ConfigMap a (waits for \(hidden))"]
        compared.fights = [problem]
        compared.warnings = [problem]
        let finding = Finding(reason: "RenderFailed", message: "a.yaml:1: \(hidden)")
        let reports = [
            report(.proceeds, compared, work([.failed(problem)])), report(.fails(finding), nil),
            report(.waits(finding), nil), report(.stalls(finding), nil),
        ]
        for report in reports {
            let status = report.told(by: discretion(["a": hidden]))
                .status(after: .init(), spec: try spec(), metadata: metadata(), now: start)
            let told = status.value.json()
            #expect(!told.contains("xk7"), "\(told)")
            #expect(told.contains("(secret)"))
        }
    }
}
