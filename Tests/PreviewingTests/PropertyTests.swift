import Costs
import Documents
import Previewing
import Testing

@Suite("Previews of whatever there is")
struct PropertyTests {
    @Test("nothing differs from itself", arguments: 0..<40)
    func identity(seed: UInt64) {
        var documents = RandomDocuments(seed: seed)
        for _ in 0..<5 {
            let object = documents.object()
            guard let document = object.live ?? object.predicted else { continue }
            let preview = Samples.preview([Samples.object(.update, from: document, to: document)])
            #expect(preview.objects[0].fields.isEmpty && preview.objects[0].reasons.isEmpty && preview.impact == .low)
            #expect(preview.cost.isNone)
        }
    }

    @Test("outputs have bounds, and nothing in them that is not shown as it is", arguments: 0..<40)
    func outputs(seed: UInt64) throws {
        var documents = RandomDocuments(seed: seed)
        let preview = Samples.preview((0..<6).map { _ in documents.object() })
        let text = TextOutput.text(of: preview, isColored: false)
        let markdown = MarkdownOutput.text(of: preview, bytes: 2_048)
        #expect(markdown.utf8.count <= 2_048)
        for output in [text, markdown] { #expect(output.split(separator: "\n").allSatisfy { String($0).isShown }) }
        let json = JSONOutput.text(of: preview)
        #expect(json.isShown)
        #expect(try JSON.parse(json, limits: .response)["summary"] != nil)
        let fields = PreviewSummary(preview).changes.flatMap(\.fields)
        #expect(fields.allSatisfy { $0.isShown })
    }

    @Test("the same request gives the same preview, whatever the order of keys", arguments: 0..<20)
    func determinism(seed: UInt64) throws {
        var documents = RandomDocuments(seed: seed)
        let object = documents.object()
        func sorted(_ document: Value?) throws -> Value? {
            try document.map { try JSON.parse($0.sortedText, limits: .response) }
        }
        let other = PreviewedObject(
            id: object.id, action: object.action, live: try sorted(object.live),
            prediction: try sorted(object.predicted).map(Prediction.answer), apiVersion: object.apiVersion,
            warnings: object.warnings, refusal: object.refusal, standing: object.standing, manager: object.manager)
        let texts = [object, other].map { TextOutput.text(of: Samples.preview([$0]), isColored: false) }
        #expect(texts[0] == texts[1])
    }
}

extension Value {
    fileprivate var sortedText: String { String(decoding: jsonBytes(sortedKeys: true), as: UTF8.self) }
}

extension String {
    /// Whether everything in it is shown as it is.
    fileprivate var isShown: Bool { !unicodeScalars.contains(where: \.isUnseen) }
}
