import Documents
import Explaining
import Testing

@Suite("Fields that are asked for") struct FieldQueryTests {
    private let document: Value = [
        "spec": ["containers": [["name": "app", "image": "a"], ["name": "proxy", "ports": [["containerPort": 80]]]]],
        "metadata": ["annotations": ["example.org/a.b": "x"]],
    ]

    @Test(
        "are named by dots, brackets and pointers",
        arguments: [
            ("spec.containers[0].image", "/spec/containers/0/image"),
            (".spec.containers[name=app].image", "/spec/containers/0/image"),
            ("spec.containers[name=proxy].ports[containerPort=80]", "/spec/containers/1/ports/0"),
            (#"metadata.annotations["example.org/a.b"]"#, "/metadata/annotations/example.org~1a.b"),
            ("/metadata/annotations/example.org~1a.b", "/metadata/annotations/example.org~1a.b"), ("spec", "/spec"),
        ])
    func found(text: String, pointer: String) throws {
        let tokens = try #require(FieldQuery(text)).tokens(in: document)
        #expect(tokens.map { Pointer(tokens: $0).description } == pointer)
    }

    @Test(
        "may be nowhere", arguments: ["spec.none", "spec.containers[2]", "spec.containers[name=x]", "spec[name=app]"])
    func nowhere(text: String) throws { #expect(try #require(FieldQuery(text)).tokens(in: document) == nil) }

    @Test(
        "have to be well formed",
        arguments: ["", ".", "a.", "a..b", "a[", "a[x]", "a[-1]", "a[0]b", #"a["b]"#, "/a~2", "a]"])
    func malformed(text: String) { #expect(FieldQuery(text) == nil) }

    @Test("objects are named by kind, perhaps namespace, and name")
    func objects() throws {
        let id = ObjectID(group: "apps", kind: "Deployment", namespace: "shop", name: "web")
        let known = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
        #expect(try #require(NamedObject("deploy/web")).isMeant(id, known))
        #expect(try #require(NamedObject("Deployment/web")).isMeant(id, nil))
        #expect(try #require(NamedObject("deployment.apps/shop/web")).isMeant(id, nil))
        #expect(try !#require(NamedObject("Deployment.extensions/web")).isMeant(id, nil))
        #expect(try #require(NamedObject("deploy/shop/web")).isMeant(id, known))
        #expect(try !#require(NamedObject("deploy/other/web")).isMeant(id, known))
        #expect(try !#require(NamedObject("deploy/api")).isMeant(id, known))
        #expect(["web", "a/b/c/d", "/web", "a/"].allSatisfy { NamedObject($0) == nil })
    }
}
