import Documents
import KubeModel
import KubeTesting
import Synchronization
import TestKit
import Testing
import Transport

@testable import KubeClient

@Suite struct WarningTests {
    private func texts(_ values: [String], isSecret: Bool = false) -> [String] {
        Warnings.texts(HTTPHeaders([("Content-Type", "x")] + values.map { ("warning", $0) }), isSecret: isSecret)
    }

    @Test("the text between the quotation marks is told, once")
    func plain() {
        #expect(texts([#"299 - "unknown field \"spec.x\"""#]) == [#"unknown field "spec.x""#])
        #expect(texts([#"299 - "a\\b" "Sun, 29 Nov 2026 10:00:00 GMT""#, #"299 - "a\\b""#]) == [#"a\b"#])
        #expect(texts([]) == [])
    }

    @Test("what is no warning is passed over", arguments: ["", "299", #"299 - ""#, #"299 - """#, #"299 - "open"#])
    func malformed(value: String) {
        #expect(texts([value]) == [])
    }

    @Test("number and length are bounded, control characters are not passed on")
    func bounds() {
        #expect(texts((0..<9).map { "299 - \"\($0)\"" }) == ["0", "1", "2"])
        #expect(texts(["299 - \"\(String(repeating: "x", count: 9_000))\""]).map(\.utf8.count) == [256])
        #expect(texts(["299 - \"a\u{1B}[31m\tb\""]) == ["a [31m b"])
    }

    @Test("of a Secret nothing is quoted")
    func secret() {
        let texts = texts([#"299 - "unknown field \"geheim\"""#], isSecret: true)
        #expect(texts.count == 1 && !texts[0].contains("geheim"))
    }
}

/// What newer servers say of themselves, and older ones do not.
@Suite(.enabled("needs etcd and kube-apiserver") { await TestControlPlane.isAvailable() }, .timeLimit(.minutes(3)))
struct NewerServerTests {
    @Test("a server says whom it takes us for, if it is new enough to")
    func user() async throws {
        let client = try await TestControlPlane.shared().client()
        let isNewEnough = try await client.discovery.serverVersion().minor >= 28
        #expect(await client.user() == (isNewEnough ? "admin" : nil))
    }

    @Test("a server warns of a version that will go, if it is new enough to know")
    func warnings() async throws {
        let server = try await TestControlPlane.shared()
        let client = try server.client()
        let namespace = try await server.makeNamespace("warnings")
        let type = try await client.discovery.resource(for: GroupVersionKind(apiVersion: "v1", kind: "Endpoints"))
        let heard = Mutex<[String]>([])
        let listening = client.hearing { warning in heard.withLock { $0.append(warning) } }
        _ = try await listening.apply(
            type, ObjectKey(namespace: namespace, name: "a"),
            body: ["apiVersion": "v1", "kind": "Endpoints", "metadata": ["name": "a"]], fieldManager: "martlet",
            force: false, dryRun: false)
        let isNewEnough = try await client.discovery.serverVersion().minor >= 33
        #expect(heard.withLock { $0 }.contains { $0.contains("is deprecated") } == isNewEnough)
    }

    @Test("a field that a definition does not have is refused by name, and not left out without a word")
    func unknownField() async throws {
        let server = try await TestControlPlane.shared()
        let client = try server.client()
        let namespace = try await server.makeNamespace("strict")
        let gvk = GroupVersionKind(apiVersion: "strict.example.org/v1", kind: "Wren")
        _ = try await client.apply(
            .customResourceDefinitions, ObjectKey(namespace: "", name: "wrens.strict.example.org"), body: Self.wrens,
            fieldManager: "martlet", force: true, dryRun: false)
        try await eventually("the kind is known") { try await client.discovery.resource(for: gvk).gvk == gvk }
        let type = try await client.discovery.resource(for: gvk)
        func apply(_ spec: Value) async throws {
            _ = try await client.apply(
                type, ObjectKey(namespace: namespace, name: "a"),
                body: [
                    "apiVersion": "strict.example.org/v1", "kind": "Wren", "metadata": ["name": "a"], "spec": spec,
                ], fieldManager: "martlet", force: false, dryRun: false)
        }
        try await eventually("the kind is served") {
            try await apply(["size": 1])
            return true
        }
        let error = await #expect(throws: KubeError.self) { try await apply(["size": 1, "sise": 2]) }
        #expect(error?.code == .invalid && error?.message.contains(".spec.sise") == true)
    }

    private static let wrens: Value = [
        "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
        "metadata": ["name": "wrens.strict.example.org"],
        "spec": [
            "group": "strict.example.org", "scope": "Namespaced", "names": ["plural": "wrens", "kind": "Wren"],
            "versions": [
                [
                    "name": "v1", "served": true, "storage": true,
                    "schema": [
                        "openAPIV3Schema": [
                            "type": "object",
                            "properties": ["spec": ["type": "object", "properties": ["size": ["type": "integer"]]]],
                        ]
                    ],
                ]
            ],
        ],
    ]
}
