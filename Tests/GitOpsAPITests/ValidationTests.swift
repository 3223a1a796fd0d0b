import Documents
import Testing

@testable import GitOpsAPI

@Suite struct ValidationTests {
    @Test(
        "addresses of repositories",
        arguments: [
            "https://git.example.org/team/r.git", "http://localhost:3000/r", "ssh://git@git.example.org:22/r.git",
            "git@git.example.org:team/r.git", "file:///srv/git/r.git", "ssh://git.example.org/r",
            "https://[::1]:8443/r.git",
        ])
    func urls(_ url: String) throws {
        #expect(RepositoryURL.problem(url) == nil)
        #expect(try url.contains(Regex(RepositoryURL.pattern)))
    }

    @Test(
        "addresses that are none, or that give secrets away",
        arguments: [
            "", "git.example.org/r.git", "ftp://git.example.org/r", "https://", "https:///r", "https://token@h/r",
            "https://user:secret@h/r", "ssh://git:secret@h/r", "ssh://-oProxyCommand=x/r", "git@:r", "git@host:",
            "-x@host:r", "git@-host:r", "https://h/a b", "https://h/\n", "file://host/path", "git://h/r",
            "https://user@evil@h/r", "host:path", "./local", "/absolute",
        ])
    func badURLs(_ url: String) {
        #expect(RepositoryURL.problem(url) != nil)
    }

    @Test("a message about credentials in an address does not repeat them")
    func secret() throws {
        let problem = try #require(RepositoryURL.problem("https://user:hunter2@h/r"))
        #expect(problem.contains("secretRef") && !problem.contains("hunter2"))
    }

    @Test(
        "what the schema lets through in a policy",
        arguments: [
            ("{rules: []}", "spec.rules"),
            ("{rules: [{name: a, expression: x, action: RaiseImpact}]}", "spec.rules[name=a].impact"),
            ("{rules: [{name: a, expression: x, impact: low}]}", "spec.rules[name=a].impact"),
            (
                "{rules: [{name: a, expression: x}], match: {namespaces: {selector: {matchExpressions: [{key: k, operator: In}]}}}}",
                "spec.match.namespaces.selector.matchExpressions[key=k]"
            ),
            (
                """
                {rules: [{name: a, expression: x}],
                 match: {namespaces: {selector: {matchExpressions: [{key: k, operator: Exists, values: [v]}]}}}}
                """, "spec.match.namespaces.selector.matchExpressions[key=k]"
            ),
        ])
    func policy(_ text: String, _ field: String) throws {
        let spec = try GitOpsPolicy.Spec.record.read(Samples.read(text), at: "spec")
        #expect(spec.validate().map(\.field) == [field])
    }

    @Test(
        "what the schema lets through in a repository",
        arguments: [
            ("reference: {branch: main, tag: v1}", "spec.reference"),
            ("reference: {commit: abc}", "spec.reference.commit"),
            ("reference: {branch: --upload-pack=x}", "spec.reference.branch"),
            ("interval: 10ms", "spec.interval"),
            ("timeout: 0s", "spec.timeout"), ("timeout: 8760h", "spec.timeout"), ("timeout: 601s", "spec.timeout"),
            ("secretRef: {name: A_B}", "spec.secretRef.name"),
        ])
    func repository(_ field: String, _ place: String) throws {
        let spec = try GitOpsRepository.Spec(Samples.read("{url: 'https://h/r', \(field)}"))
        #expect(spec.validate().map(\.field) == [place])
    }

    @Test("a reference with two fields is no choice")
    func choice() throws {
        let reference = GitOpsRepository.Reference(branch: "main", tag: "v1", semver: nil, commit: nil)
        #expect(reference.choice == nil)
        #expect(GitOpsRepository.Reference(branch: nil, tag: "v1", semver: nil, commit: nil).choice == .tag("v1"))
    }

    private static func metadata(_ text: String) -> String {
        "destination: {createNamespace: true, namespaceMetadata: {\(text)}}"
    }

    @Test(
        "what the schema lets through in an application",
        arguments: [
            ("dependsOn: [{name: me}]", "spec.dependsOn[0]"),
            ("dependsOn: [{name: me, namespace: home}]", "spec.dependsOn[0]"),
            ("dependsOn: [{name: a}, {name: a, namespace: home}]", "spec.dependsOn[1]"),
            ("dependsOn: [{name: a/b}]", "spec.dependsOn[0].name"),
            ("destination: {namespace: Upper}", "spec.destination.namespace"),
            ("destination: {serviceAccountName: 'a:b'}", "spec.destination.serviceAccountName"),
            ("destination: {namespaceMetadata: {labels: {a: b}}}", "spec.destination.namespaceMetadata"),
            (metadata("labels: {'a b': c}"), "spec.destination.namespaceMetadata.labels[a b]"),
            (metadata("labels: {a: 'b c'}"), "spec.destination.namespaceMetadata.labels[a]"),
            (metadata("annotations: {a/: c}"), "spec.destination.namespaceMetadata.annotations[a/]"),
            (
                metadata("labels: {gitops.martlet.dev/managed-by: me}"),
                "spec.destination.namespaceMetadata.labels[gitops.martlet.dev/managed-by]"
            ),
            (
                metadata("annotations: {x.gitops.martlet.dev/a: b}"),
                "spec.destination.namespaceMetadata.annotations[x.gitops.martlet.dev/a]"
            ),
            (
                metadata("labels: {kubernetes.io/metadata.name: a}"),
                "spec.destination.namespaceMetadata.labels[kubernetes.io/metadata.name]"
            ),
            ("sync: {interval: 1s}", "spec.sync.interval"),
            ("sync: {retry: {backoff: {duration: 5m}}}", "spec.sync.retry.backoff.maxDuration"),
            ("sync: {retry: {backoff: {duration: 0s}}}", "spec.sync.retry.backoff.duration"),
            ("health: {timeout: 0s}", "spec.health.timeout"),
            ("health: {checks: [{apiVersion: v1, current: 'a ='}]}", "spec.health.checks[0].current"),
            ("health: {checks: [{apiVersion: v1, current: a, failed: 'b('}]}", "spec.health.checks[0].failed"),
            ("health: {checks: [{apiVersion: v1, current: a, inProgress: f()}]}", "spec.health.checks[0].inProgress"),
            ("ignoreDifferences: [{kind: Service}]", "spec.ignoreDifferences[0]"),
            (
                "ignoreDifferences: [{kind: Service, jsonPointers: [spec]}]",
                "spec.ignoreDifferences[0].jsonPointers[0]"
            ),
            ("ignoreDifferences: [{kind: Service, jsonPointers: ['']}]", "spec.ignoreDifferences[0].jsonPointers[0]"),
            (
                "ignoreDifferences: [{kind: Service, jsonPointers: ['/a~2']}]",
                "spec.ignoreDifferences[0].jsonPointers[0]"
            ),
            (
                "ignoreDifferences: [{kind: Service, jqPathExpressions: [.spec, .spec | keys]}]",
                "spec.ignoreDifferences[0].jqPathExpressions[1]"
            ),
            ("ignoreDifferences: [{kind: Service, managers: ['']}]", "spec.ignoreDifferences[0].managers"),
        ])
    func application(_ field: String, _ place: String) throws {
        let spec = try GitOpsApplication.Spec(Samples.read("{source: {repositoryRef: {name: r}}, \(field)}"))
        #expect(spec.validate(for: ObjectKey(namespace: "home", name: "me")).map(\.field) == [place])
    }

    @Test("an application has so many expressions of jq at most")
    func expressions() throws {
        var spec = try GitOpsApplication.Spec(Samples.read("{source: {repositoryRef: {name: r}}}"))
        var difference = GitOpsApplication.IgnoredDifference()
        difference.jqPathExpressions = Array(repeating: ".spec.a", count: 100)
        spec.ignoreDifferences = [difference, difference]
        #expect(spec.validate(for: ObjectKey(namespace: "home", name: "me")).isEmpty)
        spec.ignoreDifferences.append(difference)
        #expect(
            spec.validate(for: ObjectKey(namespace: "home", name: "me")).map(\.field) == ["spec.ignoreDifferences"])
    }

    @Test(
        "what the schema lets through in a source",
        arguments: [
            ("path: /etc", "path"), ("path: a/../../b", "path"), ("path: ..", "path"), ("path: \"a\\0b\"", "path"),
            ("revision: -x", "revision"), ("substitute: {variables: {1A: x}}", "substitute.variables"),
            ("substitute: {from: [{kind: Secret, name: ''}]}", "substitute.from[0].name"),
            ("kustomize: {namespace: Upper}", "kustomize.namespace"),
            ("helm: {valuesFrom: [{kind: Secret, name: A_B}]}", "helm.valuesFrom[0].name"),
        ])
    func source(_ field: String, _ place: String) throws {
        let spec = try GitOpsApplication.Spec(Samples.read("{source: {repositoryRef: {name: r}, \(field)}}"))
        let errors = spec.validate(for: ObjectKey(namespace: "home", name: "me"))
        #expect(errors.map(\.field) == ["spec.source.\(place)"])
    }

    @Test(
        "fields that do nothing are refused where the specification alone decides that",
        arguments: [
            ("type: Helm, kustomize: {namePrefix: a-}", "kustomize.namePrefix"),
            ("type: Helm, kustomize: {loadRestrictor: RootOnly}", "kustomize.loadRestrictor"),
            ("type: Helm, directory: {recurse: false}", "directory.recurse"),
            ("type: Directory, kustomize: {images: [{name: a}]}", "kustomize.images"),
            ("type: Directory, helm: {values: {a: 1}}", "helm.values"),
            ("type: Directory, helm: {randomness: Native}", "helm.randomness"),
            ("type: Kustomize, helm: {valueFiles: [a]}", "helm.valueFiles"),
            ("type: Kustomize, helm: {skipTests: true}", "helm.skipTests"),
            ("type: Kustomize, directory: {exclude: a}", "directory.exclude"),
            ("kustomize: {images: [{name: a}]}, helm: {releaseName: a}", "helm.releaseName"),
            ("helm: {chart: c, repoURL: 'https://h'}, kustomize: {namePrefix: a-}", "kustomize.namePrefix"),
            ("helm: {chart: c, repoURL: 'https://h'}, directory: {include: a}", "directory.include"),
            ("helm: {passCredentials: true}", "helm.passCredentials"), ("helm: {interval: 5m}", "helm.interval"),
        ])
    func idle(_ field: String, _ place: String) throws {
        let spec = try GitOpsApplication.Spec(Samples.read("{source: {repositoryRef: {name: r}, \(field)}}"))
        let errors = spec.validate(for: ObjectKey(namespace: "home", name: "me"))
        #expect(errors.map(\.field) == ["spec.source.\(place)"])
    }

    @Test("what fields do nothing for is said, and what to do")
    func remedies() throws {
        func messages(_ source: String) throws -> [String] {
            let spec = try GitOpsApplication.Spec(Samples.read("{source: {repositoryRef: {name: r}, \(source)}}"))
            return spec.validate(for: ObjectKey(namespace: "home", name: "me")).map(\.description)
        }
        #expect(
            try messages("type: Kustomize, helm: {values: {a: 1}}") == [
                "spec.source.helm.values has no effect on a kustomization; take it away, or set type to Helm"
            ])
        #expect(
            try messages("helm: {chart: c, repoURL: 'https://h'}, kustomize: {namePrefix: a-}") == [
                "spec.source.kustomize.namePrefix has no effect on a Helm chart; take it away"
            ])
    }

    @Test(
        "what may have an effect is let through, and so are fields with their defaults",
        arguments: [
            "helm: {values: {a: 1}}", "directory: {recurse: false}", "kustomize: {loadRestrictor: RootOnly}",
            "kustomize: {namePrefix: a-}, helm: {randomness: Refuse}", "type: Kustomize, helm: {randomness: Native}",
            "type: Directory, helm: {interval: 10m, skipTests: false, randomness: Stable}, kustomize: {loadRestrictor: None}",
            "type: Helm, directory: {recurse: true}",
        ])
    func effects(_ field: String) throws {
        let spec = try GitOpsApplication.Spec(Samples.read("{source: {repositoryRef: {name: r}, \(field)}}"))
        #expect(spec.validate(for: ObjectKey(namespace: "home", name: "me")).isEmpty)
    }

    @Test(
        "fields that do nothing on what the files turn out to be are told",
        arguments: [
            ("helm: {values: {a: 1}, randomness: Refuse}", GitOpsApplication.Source.Kind.kustomization, "helm.values"),
            ("helm: {randomness: Refuse}", .files, "helm.randomness"),
            ("helm: {randomness: Refuse}", .kustomization, ""),
            ("directory: {exclude: a}", .chart, "directory.exclude"), ("directory: {exclude: a}", .files, ""),
            ("kustomize: {images: [{name: a}]}", .files, "kustomize.images"), ("helm: {values: {a: 1}}", .chart, ""),
        ])
    func idleOnFiles(_ field: String, _ kind: GitOpsApplication.Source.Kind, _ place: String) throws {
        let spec = try GitOpsApplication.Spec(Samples.read("{source: {repositoryRef: {name: r}, \(field)}}"))
        let problem = try #require(spec.sources.first).idleField(as: kind)
        #expect((problem ?? "").prefix { $0 != " " } == place)
    }

    @Test(
        "what the schema lets through in a list of sources",
        arguments: [
            ("", "sources"), ("{name: a}", "sources"), ("{name: A, path: .}", "sources[0].name"),
            ("{name: a-, path: .}", "sources[0].name"),
            ("{name: a, path: x}, {name: a, path: z}", "sources[1].name"),
            ("{name: a, path: x}, {name: b, path: ..}", "sources[1].path"),
            ("{name: a, path: x}, {name: b, type: Helm}", "sources[1]"),
            ("{name: a, path: x}, {name: b, helm: {skipCRDs: true}}", "sources[1]"),
            ("{name: a, path: x}, {name: b, substitute: {variables: {A: x}}}", "sources[1]"),
        ])
    func sources(_ list: String, _ place: String) throws {
        let text = "{sources: [\(list.replacing("{name", with: "{repositoryRef: {name: r}, name"))]}"
        let errors = try GitOpsApplication.Spec(Samples.read(text)).validate(
            for: ObjectKey(namespace: "home", name: "me"))
        #expect(errors.map(\.field) == ["spec.\(place)"], "\(errors)")
    }

    @Test(
        "names of sources are those of the schema's pattern",
        arguments: ["a", "0", "a-b", "A", "-a", "a-", "a.b", "$a"])
    func sourceNames(_ name: String) throws {
        #expect((Names.problem(source: name) == nil) == name.contains(try Regex(Names.sourcePattern)))
    }

    @Test(
        "places of charts",
        arguments: [
            "https://charts.example.org", "http://charts.svc:8080/stable?x=1", "oci://ghcr.io/team/charts",
            "oci://127.0.0.1:5000/team",
        ])
    func chartPlaces(_ url: String) { #expect(ChartRepositoryURL.problem(url) == nil) }

    @Test(
        "places that charts cannot come from, or that give secrets away",
        arguments: [
            "", "charts.example.org", "file:///srv/charts", "ssh://h/charts", "ftp://h/", "oci://", "https:///x",
            "https://user:secret@h/", "oci://token@h/x", "https://h/a b", "https://h/\n", "HTTPS://h/",
        ])
    func badChartPlaces(_ url: String) { #expect(ChartRepositoryURL.problem(url) != nil) }

    @Test(
        "what the schema lets through in a chart of a repository",
        arguments: [
            ("helm: {chart: c}", "helm.repoURL"), ("helm: {repoURL: 'https://h'}", "helm.chart"),
            ("helm: {version: 1.0.0}", "helm.version"), ("helm: {secretRef: {name: s}}", "helm.secretRef"),
            ("helm: {chart: ../c, repoURL: 'https://h'}", "helm.chart"),
            ("helm: {chart: c, repoURL: 'git://h'}", "helm.repoURL"),
            ("helm: {chart: c, repoURL: 'https://h', version: '-1'}", "helm.version"),
            ("helm: {chart: c, repoURL: 'https://h', secretRef: {name: A_B}}", "helm.secretRef.name"),
            ("helm: {chart: c, repoURL: 'https://h', interval: 1s}", "helm.interval"),
            ("type: Directory, helm: {chart: c, repoURL: 'https://h'}", "type"),
            ("type: Kustomize, helm: {chart: c, repoURL: 'https://h'}", "type"),
        ])
    func chart(_ field: String, _ place: String) throws {
        let spec = try GitOpsApplication.Spec(Samples.read("{source: {repositoryRef: {name: r}, \(field)}}"))
        let errors = spec.validate(for: ObjectKey(namespace: "home", name: "me"))
        #expect(errors.map(\.field) == ["spec.source.\(place)"])
    }

    @Test("paths inside the repository", arguments: ["", ".", "a", "a/b/", "./a", "a/../b", "a//b", "..a"])
    func paths(_ path: String) {
        #expect(Names.problem(path: path) == nil)
    }
}
