import Documents
import GitOpsAPI
import Testing
import YAML

@testable import Commands

@Suite("What is declared by commands") struct DeclarationTests {
    @Test("is what people would write, and nothing else")
    func written() throws {
        var wanted = Declaration.Application()
        wanted.repository = "shop"
        wanted.path = "deploy"
        wanted.destination = "shops"
        wanted.isManual = true
        let application = try Declaration.application(ObjectKey(namespace: "a", name: "shop"), wanted)
        #expect(
            YAML.emit(application) == """
                apiVersion: gitops.martlet.dev/v1alpha1
                kind: GitOpsApplication
                metadata:
                  name: shop
                  namespace: a
                spec:
                  source:
                    repositoryRef:
                      name: shop
                    path: deploy
                  destination:
                    namespace: shops
                  sync:
                    automatic: false

                """)
    }

    @Test("is refused where the controller would refuse it")
    func refused() {
        let key = ObjectKey(namespace: "a", name: "b")
        var outside = Declaration.Application()
        outside.repository = "r"
        outside.path = "../x"
        let error = #expect(throws: CommandError.self) { try Declaration.application(key, outside) }
        #expect(error?.code == .usage && error?.message.contains("leads out of it") == true)
        #expect(throws: CommandError.self) {
            try Declaration.repository(key, url: "ftp://x", reference: nil, secret: nil, interval: nil)
        }
    }
}

@Suite("The installation in the program") struct InstallationTests {
    @Test("is that of Deploy/install.yaml, with another image where one is asked for")
    func image() {
        let objects = Installation.objects(image: "registry.test/martlet:1")
        #expect(
            objects.count > 15 && objects.count { $0.kind == "CustomResourceDefinition" } == CustomResource.all.count)
        let containers = objects.first { $0.kind == "Deployment" }?.at("spec", "template", "spec", "containers")
        #expect(containers?[0]?["image"] == "registry.test/martlet:1")
    }
}
