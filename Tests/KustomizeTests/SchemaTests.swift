import Kustomize
import Testing

@Suite("Schemas for merges")
struct SchemaTests {
    private let schema = """
        definitions:
          org.T:
            x-kubernetes-group-version-kind: [{group: org, version: v1, kind: T}]
            properties:
              template: {$ref: "#/definitions/io.k8s.api.core.v1.PodTemplateSpec"}
        """
    private let object = """
        apiVersion: org/v1
        kind: T
        metadata: {name: t}
        template: {spec: {containers: [{name: a, image: i}]}}
        """
    private let component = """
        apiVersion: kustomize.config.k8s.io/v1alpha1
        kind: Component
        openapi: {path: schema.yaml}
        patches:
        - patch: |
            {apiVersion: org/v1, kind: T, metadata: {name: t}, template: {spec: {containers: [{name: b}]}}}
        """

    @Test("come to the standard one where objects of other kinds were read before, and else stand alone")
    func union() throws {
        let build = TestBuild([
            "kustomization.yaml": "resources: [object.yaml]\ncomponents: [component]", "object.yaml": object,
            "component/kustomization.yaml": component, "component/schema.yaml": schema,
        ])
        #expect(try build().contains("- image: i\n      name: a\n"))
        let outermost = TestBuild([
            "kustomization.yaml": "resources: [object.yaml]\ncomponents: [component]\nopenapi: {path: schema.yaml}",
            "schema.yaml": schema, "object.yaml": object, "component/kustomization.yaml": component,
            "component/schema.yaml": schema,
        ])
        #expect(try !outermost().contains("name: a\n"))
    }
}
