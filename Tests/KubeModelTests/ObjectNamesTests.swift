import Documents
import KubeModel
import Testing

@Suite struct ObjectNamesTests {
    private func fault(_ name: String, in namespace: String = "shop") -> String? {
        ObjectNames.fault(of: ObjectID(group: "", kind: "ConfigMap", namespace: namespace, name: name))
    }

    @Test(
        "names that fit into a path can be, whatever the kind makes of them",
        arguments: ["a", "a.b-c", "system:controller", "a b", "{{ .Release.Name }}-web", "a?b#c", "...", "Ä"])
    func possible(name: String) {
        #expect(fault(name) == nil)
        #expect(fault(name, in: "") == nil, "so do those of objects without a namespace")
    }

    @Test(
        "others cannot, and the true cause is told",
        arguments: [
            ("a\nb", "control characters"), ("a\u{1B}[2Jb", "control characters"), ("team/settings", "holds a \"/\""),
            ("100%", "holds a \"%\""), ("..", "nothing can be named \"..\""),
            (".", "nothing can be named"), ("", "no name"), (String(repeating: "a", count: 1_025), "longer than"),
        ])
    func impossible(name: String, cause: String) {
        #expect(fault(name)?.contains(cause) == true)
    }

    @Test(
        "a namespace has a name like those of hosts",
        arguments: ["Team A", "a/b", "..", "a_b", "-a", "a-", "a.b", String(repeating: "a", count: 64)])
    func impossibleNamespace(namespace: String) {
        #expect(fault("a", in: namespace)?.contains("no namespace") == true)
    }

    @Test("one of 63 letters is fine")
    func longNamespace() {
        #expect(fault("a", in: "a-0" + String(repeating: "b", count: 60)) == nil)
    }
}
