import Documents
import GitOpsAPI
import Planning
import TestKit
import Testing

@testable import Controllers

private func key(_ text: String) throws -> ObjectKey { try #require(ObjectKey(text)) }

private func application(_ name: String, in namespace: String = "shop") -> ObjectID {
    ObjectID(group: "gitops.martlet.dev", kind: "GitOpsApplication", namespace: namespace, name: name)
}

@Suite("applications that hold each other") struct ContainmentTests {
    /// Who carries whose mark.
    private func containment(of name: String, _ owners: [String: String]) throws -> Containment {
        Containment(of: try key(name)) { owners[$0.description].flatMap { ObjectKey($0) } }
    }

    @Test("an application is held by its owner, that one's owner, and so on")
    func chain() throws {
        let containment = try containment(of: "shop/web", ["shop/web": "ops/team", "ops/team": "ops/root"])
        #expect(containment.holders == [try key("ops/team"), try key("ops/root")])
        #expect(
            containment.circle == [application("web"), application("team", in: "ops"), application("root", in: "ops")])
    }

    @Test("one that holds itself is in its own circle, and so are two that hold each other; others are not")
    func circles() throws {
        #expect(try containment(of: "shop/root", ["shop/root": "shop/root"]).circle == [application("root")])
        let two = ["shop/a": "shop/b", "shop/b": "shop/a"]
        #expect(try containment(of: "shop/a", two).circle == [application("a"), application("b")])
        #expect(try containment(of: "shop/root", ["shop/web": "shop/root"]).circle == [application("root")])
    }

    @Test("it lives by itself, its namespace and those of its holders, the controller's, and by the definitions")
    func lifelines() throws {
        let containment = try containment(of: "shop/web", ["shop/web": "ops/root"])
        let names = containment.lifelines(home: "martlet-system").map(\.description).sorted()
        #expect(
            names == [
                "CustomResourceDefinition.apiextensions.k8s.io gitopsapplications.gitops.martlet.dev",
                "CustomResourceDefinition.apiextensions.k8s.io gitopsdeployments.gitops.martlet.dev",
                "CustomResourceDefinition.apiextensions.k8s.io gitopsenvironments.gitops.martlet.dev",
                "CustomResourceDefinition.apiextensions.k8s.io gitopspolicies.gitops.martlet.dev",
                "CustomResourceDefinition.apiextensions.k8s.io gitopsreceivers.gitops.martlet.dev",
                "CustomResourceDefinition.apiextensions.k8s.io gitopsrepositories.gitops.martlet.dev",
                "CustomResourceDefinition.apiextensions.k8s.io gitopswindows.gitops.martlet.dev",
                "GitOpsApplication.gitops.martlet.dev shop/web", "Namespace martlet-system", "Namespace ops",
                "Namespace shop",
            ])
    }

    @Test("in another cluster an application lives by nothing, and nothing holds it")
    func elsewhere() throws {
        let containment = try containment(of: "shop/web", ["shop/web": "ops/root"])
        let (here, there) = (Lifelines(containment, home: "martlet-system"), Lifelines(containment, home: nil))
        let own = containment.lifelines(home: "martlet-system")
        let spec = try spec()
        #expect(here.kept(spec).isSuperset(of: own) && there.kept(spec) == [])
        #expect(here.circle == containment.circle && there.circle == [])
        #expect(here.deletionOptions.holders == own && there.deletionOptions.holders == [])
        #expect(there.deletionOptions.unawaited == [] && there.lasting(own) == [])
    }
}

@Suite("who is ready only once another is") struct ReadinessGraphTests {
    private func graph(_ needs: [String: [String]]) -> ReadinessGraph {
        ReadinessGraph(
            dependencies: { needs[$0.name, default: []].map { ObjectKey(namespace: "a", name: $0) } },
            children: { _ in [] })
    }

    private func circle(_ needs: [String: [String]], through name: String) throws -> String {
        let (graph, start) = (graph(needs), try key("a/\(name)"))
        return graph.description(of: graph.circle(through: start, in: graph.component(of: start)))
    }

    @Test("who waits for itself, at once or by way of others, and who does not though it waits for those")
    func components() throws {
        let graph = graph(["a": ["b"], "b": ["c", "b"], "c": ["a"], "d": ["a", "e"], "f": ["f"]])
        let names = ["a", "b", "c", "d", "e", "f"].map { graph.component(of: ObjectKey(namespace: "a", name: $0)) }
        let circle: Set<ObjectKey> = ["a/a", "a/b", "a/c"]
        #expect(names == [circle, circle, circle, [], [], ["a/f"]])
    }

    @Test("a circle is told as a shortest one, and the same to all on it")
    func circles() throws {
        let needs = ["c": ["a", "x"], "a": ["b"], "b": ["c"], "x": ["y"], "y": ["a"], "f": ["f"]]
        for name in ["a", "b", "c"] { #expect(try circle(needs, through: name) == "a → b → c → a") }
        #expect(try circle(needs, through: "x") == "a → b → c → x → y → a")
        #expect(try circle(needs, through: "f") == "f → f")
    }

    @Test("a circle over several namespaces names them")
    func namespaces() throws {
        let needs: [ObjectKey: [ObjectKey]] = ["shop/web": ["ops/db"], "ops/db": ["shop/web"]]
        let graph = ReadinessGraph(dependencies: { needs[$0] ?? [] }, children: { _ in [] })
        let circle = graph.circle(through: "shop/web", in: graph.component(of: "shop/web"))
        #expect(graph.description(of: circle) == "ops/db → shop/web → ops/db")
    }

    private func made(
        _ name: String, owner: String? = nil, dependsOn: [String] = [], suspend: Bool = false
    ) throws -> GitOpsApplication {
        var object: Value = [
            "apiVersion": "gitops.martlet.dev/v1alpha1", "kind": "GitOpsApplication",
            "metadata": ["namespace": "shop", "name": .string(name), "uid": .string(name)],
            "spec": [
                "source": ["repositoryRef": ["name": "r"]], "suspend": .bool(suspend),
                "dependsOn": .array(dependsOn.map { ["name": .string($0)] }),
            ],
        ]
        if let owner {
            object.set(
                Pointer(tokens: ["metadata", "annotations"]), to: [Annotations.application: .string("shop/\(owner)")])
        }
        return try GitOpsApplication(object)
    }

    private func graph(_ applications: [GitOpsApplication], isHome: Bool = true) -> ReadinessGraph {
        let byKey = Dictionary(uniqueKeysWithValues: applications.map { ($0.metadata.key, $0) })
        let held = ReverseReferences()
        for (key, application) in byKey { held.set(Set([application.owner].compactMap(\.self)), of: key) }
        return ReadinessGraph({ byKey[$0] }, held: { held[$0] }, isHome: isHome)
    }

    private func waits(_ graph: ReadinessGraph, _ names: String...) -> Bool {
        let keys = names.map { ObjectKey(namespace: "shop", name: $0) }
        return graph.component(of: keys[0]) == Set(keys)
    }

    @Test("an application waits for those that it holds: one of them that depends on it never gets ready")
    func children() throws {
        let held = try made("child", owner: "root", dependsOn: ["root"])
        let whole = graph([try made("root"), held])
        #expect(waits(whole, "root", "child") && waits(whole, "child", "root"))
        let circle = whole.circle(through: "shop/root", in: whole.component(of: "shop/root"))
        #expect(whole.description(of: circle) == "child → root (holds) → child")
        #expect(!waits(graph([try made("root"), held], isHome: false), "root", "child"), "its objects are elsewhere")
        let apart = try made("child", dependsOn: ["root"])
        #expect(!waits(graph([try made("root"), apart]), "root", "child"))
        let resting = try made("child", owner: "root", dependsOn: ["root"], suspend: true)
        #expect(!waits(graph([try made("root"), resting]), "root", "child"))
    }

    @Test("two that hold each other do not wait for each other")
    func mutual() throws {
        let applications = [try made("a", owner: "b"), try made("b", owner: "a"), try made("c", owner: "c")]
        for name in ["a", "b", "c"] {
            #expect(graph(applications).component(of: ObjectKey(namespace: "shop", name: name)) == [])
        }
    }
}

@Suite("circles of applications") struct CirclesTests {
    /// Looks again after each change, as the watch tells of it.
    private final class Play {
        let circles = Circles()
        private var needs: [ObjectKey: [ObjectKey]] = [:]

        func set(_ name: String, _ needs: [String]) -> Set<String> {
            let key = ObjectKey(namespace: "a", name: name)
            self.needs[key] = needs.map { ObjectKey(namespace: "a", name: $0) }
            let known = self.needs
            let graph = ReadinessGraph(dependencies: { known[$0] ?? [] }, children: { _ in [] })
            return Set(circles.update(around: key, graph).map(\.name))
        }

        func members(_ names: String...) -> [Set<String>] {
            names.map { Set(circles[ObjectKey(namespace: "a", name: $0)].map(\.name)) }
        }
    }

    @Test("are found with the edge that closes them, and all on them are told; so when it goes")
    func closing() {
        let play = Play()
        #expect(play.set("a", ["b"]) == [] && play.set("b", ["c"]) == [] && play.set("x", ["a"]) == [])
        #expect(play.set("c", ["a"]) == ["a", "b", "c"])
        #expect(play.members("a", "b", "c", "x") == [["a", "b", "c"], ["a", "b", "c"], ["a", "b", "c"], []])
        #expect(play.set("c", []) == ["a", "b", "c"])
        #expect(play.members("a", "b", "c") == [[], [], []])
    }

    @Test("what is left of two that had one in common is found")
    func rest() {
        let play = Play()
        _ = (play.set("a", ["b"]), play.set("b", ["a", "c"]), play.set("c", ["d", "b"]))
        #expect(play.set("d", ["c"]) == ["a", "b", "c", "d"])
        #expect(play.set("b", ["a"]) == ["a", "b", "c", "d"])
        #expect(play.members("a", "b", "c", "d") == [["a", "b"], ["a", "b"], ["c", "d"], ["c", "d"]])
    }
}
