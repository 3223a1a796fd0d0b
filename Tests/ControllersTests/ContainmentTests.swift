import Documents
import GitOpsAPI
import Planning
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
                "CustomResourceDefinition.apiextensions.k8s.io gitopsrepositories.gitops.martlet.dev",
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
    @Test("by what it needs, at once or by way of others")
    func reach() throws {
        let needs = ["a/a": ["a/b"], "a/b": ["a/c", "a/b"], "a/c": ["a/a"]]
        let graph = ReadinessGraph { needs[$0.description, default: []].compactMap { ObjectKey($0) } }
        #expect(graph.waits(try key("a/a"), for: try key("a/c")))
        #expect(graph.waits(try key("a/a"), for: try key("a/a")))
        #expect(!graph.waits(try key("a/a"), for: try key("a/d")), "and it ends in a circle")
        #expect(!graph.waits(try key("a/d"), for: try key("a/a")))
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

    @Test("an application waits for those that it holds: one of them that depends on it never gets ready")
    func children() throws {
        let (root, child) = (try key("shop/root"), try key("shop/child"))
        let held = try made("child", owner: "root", dependsOn: ["root"])
        #expect(graph([try made("root"), held]).waits(root, for: child))
        #expect(!graph([try made("root"), held], isHome: false).waits(root, for: child), "its objects are elsewhere")
        let apart = try made("child", dependsOn: ["root"])
        #expect(!graph([try made("root"), apart]).waits(root, for: child))
        let resting = try made("child", owner: "root", dependsOn: ["root"], suspend: true)
        #expect(!graph([try made("root"), resting]).waits(root, for: child))
    }

    @Test("two that hold each other do not wait for each other")
    func mutual() throws {
        let applications = [try made("a", owner: "b"), try made("b", owner: "a"), try made("c", owner: "c")]
        #expect(!graph(applications).waits(try key("shop/a"), for: try key("shop/b")))
        #expect(!graph(applications).waits(try key("shop/c"), for: try key("shop/c")))
    }
}
