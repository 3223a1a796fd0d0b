import Documents
import TestKit
import Testing

@testable import Observing

@Suite struct MarksTests {
    private let marks = Marks(installation: "martlet", owner: "shop/web")
    private let manifest: Value = [
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a", "annotations": .null],
    ]

    @Test func `What is marked says whose it is`() {
        #expect(Marks.owner(of: marks.marking(manifest)) == "shop/web")
        #expect(Marks.owner(of: manifest) == nil)
    }

    @Test(arguments: ["", "shop", "a/b/c", "/web"])
    func `A mark that names no application is nobody's, and not no mark`(text: String) {
        var object = marks.marking(manifest)
        object["metadata"]?["annotations"]?[Marks.ownerAnnotation] = .string(text)
        #expect(Marks.owner(of: object) == ObjectKey(namespace: "", name: text))
    }
}
