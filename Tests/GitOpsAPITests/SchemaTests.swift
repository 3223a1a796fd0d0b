import Documents
import Testing

@testable import GitOpsAPI

/// That the schemas and the types that read and write them say the same.
@Suite struct SchemaTests {
    static let samples: [(resource: CustomResource, texts: [String], smallest: String)] = [
        (
            .repository, [Samples.repository] + Samples.references.map(Samples.repository(reference:)),
            Samples.smallestRepository
        ),
        (.application, Samples.applications, Samples.smallestApplication),
        (.deployment, [Samples.deployment], Samples.smallestDeployment),
        (.window, Samples.windows, Samples.smallestWindow),
        (.environment, [Samples.environment], Samples.smallestEnvironment),
        (.receiver, [Samples.receiver], Samples.smallestReceiver),
        (.policy, [Samples.policy], Samples.smallestPolicy),
    ]

    @Test(
        "the samples, which read and write the same, use every property of the schemas and no other",
        arguments: SchemaTests.samples.indices)
    func coverage(_ index: Int) throws {
        let (resource, texts, _) = Self.samples[index]
        for (key, schema) in [("spec", resource.spec), ("status", resource.status)] {
            var used: Set<String> = []
            for text in texts {
                let part = try #require(Samples.read(text)[key])
                used.formUnion(SchemaWalk.paths(of: part, schema, at: key))
            }
            #expect(used == SchemaWalk.paths(of: schema, at: key))
        }
    }

    @Test("the schemas' defaults are those of the types")
    func defaults() throws {
        let repository = try #require(Samples.read(Samples.smallestRepository)["spec"])
        let defaultedRepository = SchemaWalk.defaulted(repository, CustomResource.repository.spec)
        #expect(try GitOpsRepository.Spec(repository) == GitOpsRepository.Spec(defaultedRepository))
        // The type writes all of its defaults, so that whatever the schema fills in is among them.
        var written = try GitOpsRepository.Spec(repository).value
        written["reference"] = nil
        #expect(written == defaultedRepository)

        let application = try #require(Samples.read(Samples.smallestApplication)["spec"])
        let defaultedApplication = SchemaWalk.defaulted(application, CustomResource.application.spec)
        #expect(try GitOpsApplication.Spec(application).value == defaultedApplication)
    }

    @Test("every schema has a description that is a sentence", arguments: CustomResource.all.map(\.kind))
    func descriptions(_ kind: String) throws {
        let resource = try #require(CustomResource.all.first { $0.kind == kind })
        let all = SchemaWalk.all(resource.spec, at: "spec") + SchemaWalk.all(resource.status, at: "status")
        for (path, schema) in all {
            #expect(schema.description.hasSuffix(".") && !schema.description.contains("\n"), "\(path)")
        }
    }

    @Test("keys of lists are required, as the API server wants them", arguments: CustomResource.all.map(\.kind))
    func listKeys(_ kind: String) throws {
        let resource = try #require(CustomResource.all.first { $0.kind == kind })
        for (path, schema) in SchemaWalk.all(resource.spec, at: "spec") + SchemaWalk.all(resource.status, at: "status")
        {
            guard case .list(let element, let keys, _) = schema.content, case .object(let properties) = element.content
            else { continue }
            let required = Set(properties.filter(\.required).map(\.name))
            #expect(required.isSuperset(of: keys), "\(path)")
        }
    }
}
