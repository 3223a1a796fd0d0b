import Documents
import FoundationEssentials
import Previewing
import Rendering
import TestKit
import Testing

@Suite("Masks")
struct MaskTests {
    private func output(_ preview: Preview) -> String {
        let summary = PreviewSummary(preview)
        return [
            TextOutput.text(of: preview, isColored: true), JSONOutput.text(of: preview),
            MarkdownOutput.text(of: preview, bytes: MarkdownOutput.longest), "\(summary)", "\(preview)",
        ].joined(separator: "\n")
    }

    @Test("of a Secret it is told that it changes, and nothing of what it holds")
    func secrets() {
        let (old, new) = ("correct-horse", "battery-staple")
        let live = Samples.secret(["a": .string(old.base64), "b": .string("same".base64)])
        let preview = Samples.preview([
            Samples.object(
                .update, from: live, to: Samples.secret(["a": .string(new), "b": "same"], field: "stringData"))
        ])
        let changes = preview.objects[0].fields.changes
        #expect(changes.map(\.path.description) == ["data.a"])
        for text in [old, new, old.base64, new.base64] { #expect(!output(preview).contains(text)) }
    }

    @Test("a digest is as long whatever it is of, and the same for the same content")
    func digests() {
        let data: Object = [
            "a": .string("x".base64), "b": .string(String(repeating: "y", count: 9_999).base64), "c": "eA==", "d": "",
        ]
        let masked = Samples.mask().hiding(Samples.secret(data), of: Samples.secret([:]).objectID!).value["data"]
        let digests = ["a", "b", "c", "d"].compactMap { masked?[$0]?.string }
        #expect(Set(digests.map(\.utf8.count)).count == 1)
        #expect(digests[0] == digests[2] && Set(digests).count == 3)
        let other = Mask(key: [9], texts: SecretTexts()).hiding(Samples.secret(data), of: Samples.secret([:]).objectID!)
        #expect(other.value.at("data", "a")?.string != digests[0])
    }

    @Test("the order of keys makes no other digest", arguments: ["data", "stringData"])
    func order(field: String) {
        let values: [Value] = [["a": 1, "b": 2], ["b": 2, "a": 1]]
        let digests = values.map { value in
            Samples.mask().hiding(Samples.secret(["k": value], field: field), of: Samples.secret([:]).objectID!)
        }
        #expect(digests[0] == digests[1])
        #expect(digests.allSatisfy { $0.value.at("data", "k")?.string?.hasPrefix("(secret ") == true })
    }

    @Test("whatever stands in data is hidden, also where it is no text")
    func shapes() {
        for data: Value in ["loose", ["a": ["b": "loose"]], ["a": ["loose"]], ["a": 12_345], ["loose"]] {
            for field in ["data", "stringData"] {
                var secret = Samples.secret([:])
                secret[field] = data
                let preview = Samples.preview([Samples.object(.create, from: nil, to: secret)])
                #expect(!output(preview).contains("loose") && !output(preview).contains("12345"), "\(field) \(data)")
            }
        }
    }

    @Test("a note on a Secret that quotes it is hidden, whoever wrote it")
    func notes() {
        let secret = Samples.secret(["a": .string("correct-horse".base64)])
            .with("/metadata/annotations", ["tool/applied": #"{"data":{"a":"correct-horse"}}"#, "b": "kept"])
        let preview = Samples.preview([
            Samples.object(.create, from: nil, to: secret, warnings: ["a is correct-horse"])
        ])
        #expect(!output(preview).contains("correct-horse"))
        #expect(output(preview).contains("kept"))
    }

    @Test("a text that is known to be secret is hidden wherever it stands")
    func knownTexts() {
        let mask = Samples.mask(Samples.texts("hunter22", "4711"))
        let live = Samples.configMap(["url": "postgres://me:hunter22@db", "hunter22": "x", "pin": 4711])
        let predicted = Samples.configMap(["url": "postgres://me:none@db", "note": .string("hunter22".base64)])
        let preview = Samples.preview(
            [
                Samples.object(
                    .update, from: live, to: predicted, standing: .owned(by: "hunter22"), refusal: "bad: hunter22",
                    warnings: ["hunter22 is weak"])
            ], mask: mask)
        let text = output(preview)
        #expect(!text.contains("hunter22") && !text.contains("hunter22".base64) && !text.contains("4711"))
        #expect(text.contains("postgres://me:(secret "))
    }

    @Test("names of fields stay, though a Secret holds the same word")
    func fieldNames() {
        let mask = Samples.mask(Samples.texts("replicas", "spec"))
        let lines = Samples.lines(Samples.deployment, Samples.deployment.with("/spec/replicas", 4), mask: mask)
        #expect(lines == ["~ spec.replicas: 3 → 4"])
    }

    @Test("where there are too many secrets, all texts are hidden")
    func tooMany() {
        let words = (0..<5_100).map { "\($0) secret" }
        let texts = words.reduce(into: SecretTexts()) { $0.add(secret: Samples.secret(["a": .string($1.base64)])) }
        #expect(texts.isTooMuch)
        let lines = Samples.lines(
            Samples.deployment, Samples.deployment.with("/spec/note", "plain"), mask: Samples.mask(texts))
        #expect(lines.count == 1 && lines[0].contains("(secret ") && !lines[0].contains("plain"))
    }

    @Test("numbers that hold a secret are hidden as a whole")
    func numbers() {
        let mask = Samples.mask(Samples.texts("4711"))
        let live = Samples.configMap(["a": -4711, "b": 147_110, "c": 4711.5, "d": 471])
        let masked = mask.hiding(live, of: ObjectID(group: "", kind: "ConfigMap", namespace: "shop", name: "files"))
            .value
        #expect(!masked.json().contains("4711") && masked.at("data", "d") == 471)
    }

    @Test("texts that are made to take long are hidden as a whole, and so is all after them")
    func costlyTexts() {
        let texts = (0..<200).reduce(into: SecretTexts()) { texts, index in
            let secret = String(repeating: "a", count: 400) + "\(index)"
            texts.add(secret: Samples.secret(["k": .string(secret.base64)]))
        }
        let data = (0..<20).reduce(into: Object()) { $0["k\($1)"] = .string(String(repeating: "a", count: 3_000)) }
        let masked = Samples.mask(texts).hiding(
            Samples.configMap(data), of: ObjectID(group: "", kind: "ConfigMap", namespace: "shop", name: "files"))
        #expect(!masked.value.json().contains("aaaa"))
    }

    @Test("no impact is hidden by a Secret that holds its words")
    func impact() {
        let mask = Samples.mask(Samples.texts("cluster-admin", "privileged"))
        let binding: Value = [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": ["name": "all"],
            "roleRef": ["name": "cluster-admin"], "subjects": [["kind": "User", "name": "mallory"]],
        ]
        #expect(Samples.preview([Samples.object(.create, from: nil, to: binding)], mask: mask).impact == .high)
    }

    @Test("no secret gets out, whatever the documents are", arguments: 0..<30)
    func leaks(seed: UInt64) {
        var documents = RandomDocuments(seed: seed)
        let secrets = (0..<3).map { _ in documents.secret() }
        documents.words += secrets + secrets.map(\.base64) + secrets.map { "pre \($0) post" }
        var texts = SecretTexts()
        for secret in secrets { texts.add(secret: Samples.secret(["k": .string(secret.base64)])) }
        let objects = (0..<4).map { _ in documents.object() }
        let text = output(Samples.preview(objects, mask: Samples.mask(texts)))
        for secret in secrets { #expect(!text.contains(secret) && !text.contains(secret.base64.trimmedPadding)) }
    }
}

extension String {
    var base64: String { Data(utf8).base64EncodedString() }

    fileprivate var trimmedPadding: String { replacing("=", with: "") }

    @Test("what a secret was before is hidden where the new one stands now")
    func formerSecrets() {
        func container(_ password: String) -> Value {
            Samples.deployment.with(
                "/spec/template/spec/containers/0/env",
                [
                    ["name": "MODE", "value": .string("mode-\(password.count)")],
                    ["name": "P", "value": .string(password)],
                ])
        }
        let mask = Samples.mask(Samples.texts("new-password"))
        let lines = Samples.lines(container("older-password"), container("new-password"), mask: mask)
        #expect(lines.count == 2 && lines.allSatisfy { !$0.contains("password") }, "\(lines)")
        #expect(lines[0].hasSuffix("mode-14 → mode-12") && lines[1].contains("(secret "), "\(lines)")
        let map = Samples.lines(
            Samples.configMap(["key": "older"]), Samples.configMap(["key": "new-password", "file": "new-password\n"]),
            mask: mask)
        #expect(map.allSatisfy { !$0.contains("older") && !$0.contains("password") }, "\(map)")
    }
}
