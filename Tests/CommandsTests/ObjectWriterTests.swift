import Documents
import Synchronization
import Testing
import YAML

@testable import Commands

@Suite("Lists of objects") struct ObjectWriterTests {
    private func written(_ form: String, _ objects: [Value], isOfOne: Bool = false) throws -> String {
        let text = Mutex("")
        let console = Console(
            write: { more in text.withLock { $0 += more } }, note: { _ in }, isColored: false, width: nil)
        var writer = ObjectWriter(try OutputForm(form), console, hasHeader: true)
        writer.isOfOne = isOfOne
        for object in objects { writer.add(object) }
        writer.end()
        return text.withLock { $0 }
    }

    private let objects: [Value] = [
        ["kind": "GitOpsApplication", "metadata": ["name": "a", "managedFields": []]],
        ["kind": "GitOpsRepository", "metadata": ["name": "b"], "spec": ["list": [1]]],
    ]

    private let list: Value = [
        "apiVersion": "v1", "kind": "List",
        "items": [
            ["kind": "GitOpsApplication", "metadata": ["name": "a"]],
            ["kind": "GitOpsRepository", "metadata": ["name": "b"], "spec": ["list": [1]]],
        ],
    ]

    @Test("are one document, however they are written, and nothing of managers is in them")
    func lists() throws {
        #expect(try written("json", objects) == PrettyJSON.text(of: list) + "\n")
        #expect(try YAML.parse(written("yaml", objects)).map(\.value) == [list])
        #expect(try written("jsonpath={.items[*].metadata.name}", objects) == "a b")
        #expect(try written("custom-columns=N:.metadata.name,L:.spec.list[0]", objects) == "N   L\na   <none>\nb   1\n")
    }

    @Test("of nothing are lists, too")
    func empty() throws {
        #expect(try JSON.parse(Array(written("json", []).utf8), limits: .file)["items"] == [])
        #expect(try YAML.parse(written("yaml", [])).first?.value["items"] == [])
    }

    @Test("one object stands for itself")
    func one() throws {
        #expect(try written("jsonpath={.metadata.name}", [objects[0]], isOfOne: true) == "a")
        #expect(try JSON.parse(Array(written("json", [objects[0]], isOfOne: true).utf8), limits: .file).name == "a")
    }
}
