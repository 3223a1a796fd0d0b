import Documents
import KubeModel
import Testing

@testable import GitOpsAPI

@Suite struct RoundTripTests {
    @Test(
        "a repository that uses every field reads and writes the same", arguments: ["branch: main"] + Samples.references
    )
    func repository(_ reference: String) throws {
        let object = try Samples.read(Samples.repository(reference: reference))
        let repository = try GitOpsRepository(object)
        #expect(try repository.spec.get().value == object["spec"])
        #expect(repository.status.value == object["status"])
        #expect(try repository.spec.get().validate().isEmpty)
        #expect(repository.metadata.key == ObjectKey(namespace: "gitops", name: "base-infrastructure"))
    }

    @Test(
        "applications that use every field read and write the same", arguments: Samples.applications)
    func application(_ text: String) throws {
        let object = try Samples.read(text)
        let application = try GitOpsApplication(object)
        #expect(try application.spec.get().value == object["spec"])
        #expect(application.status.value == object["status"])
        #expect(try application.spec.get().validate(for: application.metadata.key).isEmpty)
        #expect(application.deletionPolicy == .orphan)
    }

    @Test("records of deployments that use every field read and write the same", arguments: [Samples.deployment])
    func deployment(_ text: String) throws {
        let object = try Samples.read(text)
        let record = try #require(GitOpsDeployment(object))
        #expect(record.object["spec"] == object["spec"] && record.change["status"] == record.object["status"])
        #expect(record.object.at("metadata", "labels", GitOpsDeployment.stateLabel)?.string == "Completed")
        #expect(GitOpsDeployment(record.object) == record)
    }

    @Test("a record's name fits, and is a name, whatever the application is called", arguments: [1, 63, 231, 232, 253])
    func deploymentName(_ length: Int) {
        let name = String(repeating: "a-b.", count: 70).prefix(length - 1) + "b"
        let record = GitOpsDeployment.name(
            of: String(name), at: KubeTime(seconds: 1_795_000_000), digest: "3a7bd3e2360a")
        #expect(Names.problem(objectName: String(name)) == nil && Names.problem(objectName: record) == nil)
        #expect(record.hasSuffix("-20261118110640-3a7bd3") && GitOpsDeployment.isName(record, of: String(name)))
        #expect(
            !GitOpsDeployment.isName(record, of: "c") && !GitOpsDeployment.isName("\(record)/../x", of: String(name)))
    }

    @Test("a policy that uses every field reads and writes the same")
    func policy() throws {
        let object = try Samples.read(Samples.policy)
        let policy = try GitOpsPolicy(object)
        #expect(try policy.spec.get().fieldValue == object["spec"])
        #expect(policy.status.value == object["status"])
        #expect(try policy.spec.get().validate().isEmpty)
        #expect(policy.metadata.key == ObjectKey(namespace: "", name: "workloads"))
    }

    @Test("keys come in the same order each time, so that equal statuses have equal bytes")
    func order() throws {
        let object = try Samples.read(Samples.application)
        let status = try #require(object["status"])
        #expect(try GitOpsApplication(object).status.value.json() == status.json())
    }

    @Test("the smallest resources have the documented defaults")
    func defaults() throws {
        let repository = try GitOpsRepository(Samples.read(Samples.smallestRepository)).spec.get()
        #expect(repository.interval == .seconds(30))
        #expect(repository.timeout == .seconds(60))
        #expect(repository.reference.choice == .head)
        #expect(!repository.suspend)

        let resource = try GitOpsApplication(Samples.read(Samples.smallestApplication))
        let application = try resource.spec.get()
        let sync = application.sync
        #expect(sync.automatic && sync.prune && sync.selfHeal && !sync.allowEmpty)
        #expect(sync.interval == .hours(1))
        #expect(sync.retry.limit == 5)
        #expect(sync.retry.backoff == .init(duration: .seconds(5), factor: 2, maxDuration: .minutes(3)))
        #expect(application.health == .init(timeout: .minutes(10), onFailure: .ignore))
        #expect(application.deletionPolicy == .delete)
        #expect(application.historyLimit == 10)
        let source = try #require(application.sources.first)
        #expect(source.name == "" && source.type == .auto && source.directory.recurse)
        #expect(!application.destination.createNamespace)
        #expect(application.destination.namespace(from: "home") == "home")
        #expect(source.repositoryRef?.key(from: "home") == ObjectKey(namespace: "home", name: "r"))
    }

    @Test("metadata keeps what controllers need, and of annotations only our own")
    func metadata() throws {
        let metadata = try ResourceMetadata(
            Samples.read(
                """
                metadata:
                  name: a
                  namespace: home
                  uid: u
                  generation: 4
                  resourceVersion: "17"
                  deletionTimestamp: "2026-11-21T09:00:00Z"
                  finalizers: [gitops.martlet.dev/finalizer]
                  annotations:
                    gitops.martlet.dev/requestedAt: now
                    gitops.martlet.dev/sync: again
                    kubectl.kubernetes.io/last-applied-configuration: "{}"
                """))
        #expect(metadata.isDeleting && metadata.hasFinalizer)
        #expect(metadata.requestedAt == "now")
        #expect(metadata.requestedSync == "again")
        #expect(metadata.annotations.count == 2)
        #expect(metadata.generation == 4 && metadata.resourceVersion == "17" && metadata.uid == "u")
    }

    @Test("at most ten problems are written")
    func problems() {
        var status = GitOpsApplication.Status()
        status.problems = (0..<25).map {
            .init(kind: "ConfigMap", namespace: "n", name: "c\($0)", reason: "Refused", message: "refused")
        }
        #expect(status.value["problems"]?.array?.count == 10)
    }

    @Test("the commits of bases read back as they are written, fifty at most")
    func bases() {
        var status = GitOpsApplication.Status()
        status.bases = (0..<60).map {
            .init(repository: "shared", reference: $0 == 0 ? "" : "v\($0)", revision: "main@sha1:\($0)")
        }
        #expect(status.value["bases"]?.array?.count == 50)
        #expect(status.value["bases"]?[0] == ["repository": "shared", "revision": "main@sha1:0"])
        #expect(GitOpsApplication.Status(status.value).bases == Array(status.bases.prefix(50)))
        #expect(GitOpsApplication.Status([:]).bases.isEmpty)
    }

    @Test("a revision is shortened for columns, and other texts are left alone")
    func shortRevision() {
        #expect(RevisionText.short("a@b@sha1:0123456789abcdef") == "a@b@0123456")
        #expect(RevisionText.short("main") == "main")
    }

    @Test("the revisions of several sources are one text, which can be taken apart and shortened")
    func severalRevisions() {
        let (a, b) = ("main@sha1:0123456789abcdef", "v1,=@sha1:fedcba9876543210")
        let text = RevisionText.joined([("chart", a), ("values", b), ("own", "sha1:abcdef0123456789")])
        #expect(text == "chart=\(a),values=\(b),own=sha1:abcdef0123456789")
        #expect(RevisionText.revision(of: "chart", in: text) == a)
        #expect(RevisionText.revision(of: "values", in: text) == b)
        #expect(RevisionText.revision(of: "own", in: text) == "sha1:abcdef0123456789")
        #expect(RevisionText.revision(of: "other", in: text) == nil)
        #expect(RevisionText.short(text) == "chart=main@0123456,values=v1,=@fedcba9,own=abcdef0")
        #expect(RevisionText.joined([("", a)]) == a && RevisionText.revision(of: "", in: a) == a)
    }
}
