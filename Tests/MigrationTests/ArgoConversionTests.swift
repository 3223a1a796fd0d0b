import Documents
import FoundationEssentials
import Migration
import Testing

@Suite("what becomes of what Argo CD has") struct ArgoConversionTests {
    private func convert(_ yaml: String) throws -> Conversion {
        ArgoConversion(serviceAccount: nil).convert(try objects(yaml))
    }

    private func application(source: String, more: String = "") throws -> (Value, [MigrationNote]) {
        let conversion = try convert(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: web, namespace: argocd}
            spec:
              destination: {namespace: web}
              source: \(source)
            \(more)
            """)
        return (conversion.applications[0].spec, conversion.notes)
    }

    @Test("an Application becomes an application with the same source, place and ways")
    func guestbookApplication() throws {
        let conversion = try convert(guestbook)
        #expect(conversion.notes == [])
        let made = try #require(conversion.applications.first)
        #expect(
            made.spec == [
                "source": [
                    "repositoryRef": ["name": "argocd-example-apps"], "path": "guestbook", "type": "Directory",
                    "directory": ["recurse": true],
                ], "destination": ["namespace": "guestbook", "createNamespace": true],
                "sync": [
                    "automatic": true, "prune": true, "selfHeal": false, "pruneLast": true,
                    "retry": ["limit": 1_000, "backoff": ["duration": "5s", "factor": 2, "maxDuration": "3m"]],
                ],
                "ignoreDifferences": [
                    [
                        "group": "apps", "kind": "Deployment", "jsonPointers": ["/spec/replicas"],
                        "managers": ["kube-controller-manager"],
                    ]
                ],
            ])
        #expect(made.labels == ["team": "shop"])
        #expect(
            made.managed == [
                ObjectID(group: "apps", kind: "Deployment", namespace: "guestbook", name: "guestbook-ui"),
                ObjectID(group: "", kind: "Service", namespace: "guestbook", name: "guestbook-ui"),
            ])
        #expect(conversion.repositories.map(\.spec) == [["url": "https://github.com/argoproj/argocd-example-apps.git"]])
    }

    @Test(
        "what is not said means what it means there: by hand, nothing deleted, nothing repaired, one folder, no finalizer"
    )
    func defaults() throws {
        let (spec, notes) = try application(
            source:
                "{repoURL: 'git@example.org:team/web.git', path: ., targetRevision: refs/tags/v1, directory: {include: '*.yaml'}}"
        )
        #expect(notes == [])
        #expect(spec["sync"] == ["automatic": false, "prune": false, "selfHeal": false])
        #expect(spec["deletionPolicy"] == "Orphan")
        #expect(spec.at("source", "directory") == ["include": "*.yaml", "recurse": false])
        #expect(spec.at("source", "revision") == "v1")
    }

    @Test("a chart of a registry gets a scheme, and the object of values wins over the text")
    func chart() throws {
        let (spec, notes) = try application(
            source: """
                {repoURL: registry.example.org/charts, chart: nginx, targetRevision: 1.x,
                 helm: {values: "a: 1", valuesObject: {b: 2}, skipCrds: true, version: v3, namespace: other}}
                """)
        #expect(
            spec["source"] == [
                "helm": [
                    "chart": "nginx", "repoURL": "oci://registry.example.org/charts", "version": "1.x",
                    "values": ["b": 2], "skipCRDs": true,
                ]
            ])
        #expect(notes.map(\.field) == ["spec.source.helm.namespace"])
    }

    @Test("images, replicas and labels of kustomize")
    func kustomize() throws {
        let (spec, notes) = try application(
            source: """
                {repoURL: "https://example.org/web", path: web, kustomize: {images: ["web=example.org:5000/web:2@sha256:ab", "api:3"],
                 replicas: [{name: web, count: "2"}], commonLabels: {a: b}, labelWithoutSelector: true}}
                """)
        #expect(notes == [])
        #expect(
            spec.at("source", "kustomize") == [
                "images": [
                    ["name": "web", "newName": "example.org:5000/web", "newTag": "2", "digest": "sha256:ab"],
                    ["name": "api", "newTag": "3"],
                ], "replicas": [["name": "web", "count": 2]], "labels": ["a": "b"],
            ])
    }

    @Test(
        "what cannot be so here blocks, and says where",
        arguments: [
            ("plugin: {name: x}", "spec.source.plugin"),
            ("directory: {jsonnet: {tlas: [{name: a}]}}", "spec.source.directory.jsonnet"),
            ("kustomize: {commonAnnotations: {a: b}}", "spec.source.kustomize.commonAnnotations"),
            ("kustomize: {commonLabels: {a: b}}", "spec.source.kustomize.commonLabels"),
            (
                "kustomize: {patches: [{path: a.yaml, target: {kind: Deployment}}]}",
                "spec.source.kustomize.patches.0.path"
            ),
            ("helm: {values: '- a'}", "spec.source.helm.values"),
            ("targetRevision: refs/pull/1/head", "spec.source.targetRevision"),
        ])
    func blocked(field: String, place: String) throws {
        let (_, notes) = try application(source: "{repoURL: 'https://example.org/web', path: web, \(field)}")
        #expect(notes.contains { $0.severity == .blocks && $0.field == place }, "\(notes.map(\.line))")
    }

    @Test("every field that nobody knows is told")
    func unknown() throws {
        let (_, notes) = try application(
            source: "{repoURL: 'https://example.org/web', path: web, surprise: 1, helm: {next: {a: b}}}",
            more: "  later: yes")
        #expect(
            Set(notes.filter { $0.message.contains("does not know") }.map(\.field)) == [
                "spec.source.surprise", "spec.source.helm.next", "spec.later",
            ])
    }

    @Test("several sources keep their names, and files of one are found by the others")
    func sources() throws {
        let conversion = try convert(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: web, namespace: argocd}
            spec:
              sources:
              - {repoURL: "https://charts.example.org", chart: web, targetRevision: 1.2.3, helm: {valueFiles: [$values/web.yaml]}}
              - {repoURL: "https://example.org/values.git", targetRevision: main, ref: values}
              - {repoURL: "https://example.org/values", path: extra, directory: {recurse: true}}
            """)
        #expect(conversion.notes == [])
        let made = conversion.applications[0].spec["sources"]?.array ?? []
        #expect(made.map { $0["name"] } == ["source-1", "values", "source-3"])
        #expect(made.map { $0.at("repositoryRef", "name") } == [nil, "values", "values"])
        #expect(made.map { $0["path"] } == [nil, nil, "extra"])
    }

    @Test(
        "credentials are those of the repository, else of the longest template; keys get our words, and only in their namespace"
    )
    func credentials() throws {
        let conversion = try convert(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: template, namespace: argocd, labels: {argocd.argoproj.io/secret-type: repo-creds}}
            data: {url: \("https://example.org/team".base64), username: \("me".base64), password: \("hunter2".base64), insecure: \("true".base64)}
            ---
            apiVersion: v1
            kind: Secret
            metadata: {name: keys, namespace: argocd, labels: {argocd.argoproj.io/secret-type: repository}}
            data: {url: \("git@example.org:key.git".base64), sshPrivateKey: \("hunter3".base64)}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: argocd-ssh-known-hosts-cm, namespace: argocd}
            data: {ssh_known_hosts: example.org ssh-ed25519 AAAA}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: one, namespace: argocd}
            spec: {source: {repoURL: "https://example.org/team/one.git", path: one, directory: {recurse: true}}}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: two, namespace: argocd}
            spec: {source: {repoURL: "git@example.org:key", path: two, directory: {recurse: true}}}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: three, namespace: elsewhere}
            spec: {source: {repoURL: "https://example.org/team/one", path: one, directory: {recurse: true}}}
            """)
        let repositories = conversion.repositories.map { "\($0.key) \($0.spec.at("secretRef", "name")?.string ?? "-")" }
        #expect(repositories.count == 3 && repositories.contains("argocd/one template"), "\(repositories)")
        #expect(conversion.secrets.map(\.key.namespace) == ["argocd"])
        #expect(conversion.secrets.first?.key.name.hasPrefix("keys-martlet-") == true)
        #expect(
            conversion.notes.contains { $0.severity == .blocks && $0.object.namespace == "elsewhere" }
                && conversion.notes.contains { $0.field == "data.insecure" })
        #expect(!conversion.notes.contains { $0.line.contains("hunter") })
    }

    @Test("credentials for one host are none for another whose name begins with it")
    func otherHosts() throws {
        let conversion = try convert(
            """
            apiVersion: v1
            kind: Secret
            metadata: {name: template, namespace: argocd, labels: {argocd.argoproj.io/secret-type: repo-creds}}
            data: {url: \("https://example.org".base64), username: \("me".base64), password: \("hunter2".base64)}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: one, namespace: argocd}
            spec: {source: {repoURL: "https://example.org.evil.net/one", path: one}}
            """)
        #expect(conversion.repositories.map { $0.spec["secretRef"] } == [nil])
    }

    @Test("what applies Applications is stopped and not migrated; sets and projects are told")
    func parents() throws {
        let conversion = try convert(
            """
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: apps, namespace: argocd}
            spec: {source: {repoURL: "https://example.org/apps", path: apps}}
            status: {resources: [{group: argoproj.io, kind: Application, namespace: argocd, name: web}]}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: ApplicationSet
            metadata: {name: all, namespace: argocd}
            spec: {generators: [{list: {}}], template: {}, odd: 1}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: AppProject
            metadata: {name: team, namespace: argocd}
            spec: {sourceRepos: ["*"], roles: [{name: dev}]}
            ---
            apiVersion: argoproj.io/v1alpha1
            kind: Application
            metadata: {name: argocd, namespace: argocd}
            spec: {source: {repoURL: "https://example.org/argocd", path: apps}}
            """)
        #expect(conversion.applications.isEmpty)
        #expect(conversion.parents.map(\.name) == ["apps", "all"])
        #expect(
            Set(conversion.notes.map { "\($0.object.name) \($0.field)" }) == [
                "apps ", "argocd ", "all spec.generators", "all spec.odd", "team spec.sourceRepos", "team spec.roles",
            ])
    }

    @Test("names and addresses of others that ours may not have block")
    func hostile() throws {
        for url in ["https://user:hunter2@example.org/web", "--upload-pack=touch", "ext::sh -c id"] {
            let (_, notes) = try application(source: "{repoURL: '\(url)', path: web, directory: {recurse: true}}")
            #expect(notes.contains { $0.severity == .blocks }, "\(url)")
            #expect(!notes.contains { $0.line.contains("hunter2") })
        }
        let (_, notes) = try application(source: "{repoURL: 'https://example.org/web', path: ../../etc}")
        #expect(notes.contains { $0.severity == .blocks })
        let line = MigrationNote(
            .remark, ObjectID(group: "", kind: "a\n\u{1B}[31m", namespace: "", name: "b"), "x", "y"
        ).line
        #expect(!line.contains("\n") && !line.contains("\u{1B}"))
    }
}

extension String {
    fileprivate var base64: String { Data(utf8).base64EncodedString() }
}
