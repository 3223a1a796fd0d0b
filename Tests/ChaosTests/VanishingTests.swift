import Documents
import OperatorTesting
import Testing

extension ChaosTests {
    @Suite struct VanishingTests {
        @Test("a definition is deleted, and all objects of its kind with it: both come back")
        func definition() async throws {
            let workspace = try await ground("definition")
            let group = "\(workspace.namespace).example.org"
            try workspace.git.write("app/definition.yaml", definition(of: group))
            try workspace.git.write("app/object.yaml", gadget("one", group))
            try workspace.git.write("app/map.yaml", configMap("one", "1"))
            try await workspace.controller.start()
            try await workspace.deploy()
            let object = Reference.of("\(group)/v1", "Gadget", "one", in: workspace.namespace)
            let uid = try await workspace.cluster.get(object).at("metadata", "uid")
            try await workspace.cluster.delete(
                .of("apiextensions.k8s.io/v1", "CustomResourceDefinition", "gadgets.\(group)"))
            let time = try await workspace.eventually("the object is there again", within: recovery) {
                guard let found = try await workspace.cluster.find(object) else { return false }
                return found.at("metadata", "uid") != uid && found.at("metadata", "deletionTimestamp") == nil
            }
            print("chaos: a deleted definition and its object were back after \(time)")
            try await workspace.waitUntilReady(within: recovery)
            // The watch of the kind is there again too.
            try await workspace.cluster.delete(object)
            try await workspace.eventually("a deleted object comes back", within: .seconds(40)) {
                try await workspace.cluster.exists(object)
            }
            try await workspace.controller.stop()
            try await workspace.cluster.delete(
                .of("apiextensions.k8s.io/v1", "CustomResourceDefinition", "gadgets.\(group)"))
        }

        @Test("a kind that nobody has defined yet is told of, holds nothing else up, and is applied once it is there")
        func later() async throws {
            let workspace = try await ground("later")
            let group = "\(workspace.namespace).example.org"
            try workspace.git.write("app/object.yaml", gadget("one", group))
            try workspace.git.write("app/map.yaml", configMap("one", "1"))
            try workspace.git.commit()
            try await workspace.controller.start()
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            let message = try await workspace.waitUntilNotReady(reason: "SyncFailed")
            #expect(message.contains("Gadget") && message.contains("CustomResourceDefinition"))
            #expect(try await workspace.text("one") == "1")
            try await workspace.cluster.apply(definition(of: group))
            try await workspace.waitUntilReady(within: .seconds(45))
            try await workspace.controller.stop()
            try await workspace.cluster.delete(
                .of("apiextensions.k8s.io/v1", "CustomResourceDefinition", "gadgets.\(group)"))
        }

        @Test("a namespace that holds managed objects is deleted: it and they come back")
        func ownNamespace() async throws {
            let workspace = try await ground("namespace")
            let place = "\(workspace.namespace)-made"
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.controller.start()
            try await workspace.deploy(spec: ["destination": ["namespace": .string(place), "createNamespace": true]])
            let object = Reference.configMap("one", in: place)
            let uid = try await workspace.cluster.get(object).at("metadata", "uid")
            try await workspace.cluster.delete(.namespace(place))
            let time = try await workspace.eventually("the object is there again", within: recovery) {
                guard let found = try await workspace.cluster.find(object) else { return false }
                return found.at("metadata", "uid") != uid
            }
            print("chaos: a deleted namespace and its object were back after \(time)")
            try await workspace.waitUntilReady(within: soon)
            try await workspace.controller.stop()
        }

        @Test("a namespace that others made is deleted: status says so, and once it is there again all is well")
        func foreignNamespace() async throws {
            let workspace = try await ground("foreign")
            let place = "\(workspace.namespace)-theirs"
            let namespace = "{apiVersion: v1, kind: Namespace, metadata: {name: \(place)}}"
            try await workspace.cluster.apply(namespace)
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.controller.start()
            try await workspace.deploy(spec: ["destination": ["namespace": .string(place)]])
            try await workspace.cluster.delete(.namespace(place))
            try await workspace.eventually("the namespace is gone", within: recovery) {
                try await !workspace.cluster.exists(.namespace(place))
            }
            let message = try await workspace.waitUntilNotReady(reason: "SyncFailed")
            #expect(message.contains(place))
            try await workspace.cluster.apply(namespace)
            try await workspace.waitUntilReady(within: recovery)
            #expect(try await workspace.cluster.exists(.configMap("one", in: place)))
            try await workspace.controller.stop()
        }

        private func definition(of group: String) -> String {
            """
            apiVersion: apiextensions.k8s.io/v1
            kind: CustomResourceDefinition
            metadata: {name: gadgets.\(group)}
            spec:
              group: \(group)
              scope: Namespaced
              names: {plural: gadgets, singular: gadget, kind: Gadget, listKind: GadgetList}
              versions:
                - name: v1
                  served: true
                  storage: true
                  schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}
            """
        }

        private func gadget(_ name: String, _ group: String) -> String {
            "apiVersion: \(group)/v1\nkind: Gadget\nmetadata: {name: \(name)}\nspec: {size: 1}\n"
        }
    }
}
