import Documents
import Migration
import Testing

@Suite("what becomes of what Flux has") struct FluxConversionTests {
    private func convert(_ yaml: String) throws -> Conversion { FluxConversion().convert(try objects(yaml)) }

    private func kustomization(_ fields: String, name: String = "web") throws -> (Value, [MigrationNote]) {
        let conversion = try convert(
            """
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {name: web, namespace: team}
            spec: {url: "https://example.org/web", ref: {branch: main}}
            ---
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: {name: \(name), namespace: team}
            spec: {sourceRef: {kind: GitRepository, name: web}, path: web, \(fields)}
            """)
        return (conversion.applications.first?.spec ?? .null, conversion.notes)
    }

    @Test("a Kustomization becomes an application, and its GitRepository a repository with the same Secret")
    func apps() throws {
        let conversion = try convert(podinfo)
        #expect(conversion.notes == [])
        let made = try #require(conversion.applications.first)
        #expect(
            made.spec == [
                "sync": [
                    "prune": true, "interval": "10m0s",
                    "retry": ["limit": 1_000, "backoff": ["duration": "1m", "maxDuration": "1m", "factor": 1]],
                ], "health": ["timeout": "5m", "onFailure": "Fail"], "dependsOn": [["name": "infra-configs"]],
                "source": [
                    "repositoryRef": ["name": "flux-system"], "path": "./apps/production",
                    "substitute": [
                        "variables": ["cluster": "prod"],
                        "from": [["kind": "ConfigMap", "name": "cluster-vars", "optional": true]],
                    ],
                ],
            ])
        #expect(
            made.managed == [
                ObjectID(group: "apps", kind: "Deployment", namespace: "podinfo", name: "podinfo"),
                ObjectID(group: "rbac.authorization.k8s.io", kind: "ClusterRole", namespace: "", name: "system:reader"),
            ])
        #expect(
            conversion.repositories.map(\.spec) == [
                [
                    "url": "ssh://git@github.com/fluxcd/flux2-kustomize-helm-example", "interval": "1m0s",
                    "reference": ["branch": "main"], "secretRef": ["name": "flux-system"],
                ]
            ])
    }

    @Test("a HelmRelease becomes an application with the chart, values and name of the release")
    func helm() throws {
        let conversion = try convert(release)
        #expect(conversion.notes == [])
        #expect(
            conversion.applications.first?.spec == [
                "source": [
                    "helm": [
                        "chart": "podinfo", "repoURL": "https://stefanprodan.github.io/podinfo", "version": ">=1.0.0",
                        "secretRef": ["name": "charts"], "interval": "5m", "releaseName": "podinfo",
                        "values": ["redis": ["enabled": true]],
                        "valuesFrom": [
                            [
                                "kind": "Secret", "name": "values", "valuesKey": "password",
                                "targetPath": "redis.password",
                            ]
                        ],
                    ]
                ], "sync": ["interval": "50m", "retry": ["limit": 3], "selfHeal": false],
                "destination": ["createNamespace": true],
            ])
    }

    @Test(
        "a release without a name has the one that helm-controller gives it; one beside a Kustomization of its name is renamed"
    )
    func releaseNames() throws {
        let long = String(repeating: "x", count: 50)
        let conversion = try convert(
            """
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: {name: web, namespace: team}
            spec: {sourceRef: {kind: GitRepository, name: web}, path: web, prune: true}
            ---
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: OCIRepository
            metadata: {name: chart, namespace: team}
            spec: {url: "oci://registry.example.org/charts/web", ref: {tag: 1.2.3}}
            ---
            apiVersion: helm.toolkit.fluxcd.io/v2
            kind: HelmRelease
            metadata: {name: web, namespace: team}
            spec: {chartRef: {kind: OCIRepository, name: chart}, targetNamespace: front, driftDetection: {mode: enabled}}
            ---
            apiVersion: helm.toolkit.fluxcd.io/v2
            kind: HelmRelease
            metadata: {name: \(long), namespace: team}
            spec: {chartRef: {kind: OCIRepository, name: chart}, targetNamespace: front, dependsOn: [{name: web}]}
            """)
        let made = Dictionary(uniqueKeysWithValues: conversion.applications.map { ($0.key.name, $0.spec) })
        let web = try #require(made["web-release"])
        #expect(web.at("source", "helm", "releaseName") == "front-web" && web.at("sync", "selfHeal") == true)
        #expect(web.at("source", "helm", "repoURL") == "oci://registry.example.org/charts")
        #expect(web.at("source", "helm", "chart") == "web" && web.at("source", "helm", "version") == "1.2.3")
        let name = try #require(made[long]?.at("source", "helm", "releaseName")?.string)
        #expect(name.utf8.count == 53)
        #expect(made[long]?["dependsOn"] == [["name": "web-release"]])
    }

    @Test("what is not said means what it means there: the branch master, nothing deleted")
    func defaults() throws {
        let (spec, _) = try kustomization("interval: 1m")
        #expect(spec["sync"] == ["prune": false, "interval": "1m"] && spec["deletionPolicy"] == "Orphan")
        let conversion = try convert(
            """
            apiVersion: source.toolkit.fluxcd.io/v1
            kind: GitRepository
            metadata: {name: web, namespace: team}
            spec: {url: "https://example.org/web", odd: 1}
            """)
        #expect(conversion.repositories[0].spec["reference"] == ["branch": "master"])
        #expect(conversion.notes.map(\.field) == ["spec.odd", "spec.ref"])
    }

    @Test(
        "what cannot be so here blocks, and says where",
        arguments: [
            ("decryption: {provider: sops}", "spec.decryption"),
            ("kubeConfig: {secretRef: {name: x}}", "spec.kubeConfig"),
            ("patches: [{patch: a, target: {kind: Deployment, odd: 1}}], interval: 1s", "spec"),
        ])
    func blocked(fields: String, place: String) throws {
        let (_, notes) = try kustomization(fields)
        #expect(notes.contains { $0.severity == .blocks && $0.field == place }, "\(notes.map(\.line))")
    }

    @Test("what patches and targets say that nobody knows is told")
    func unknown() throws {
        let (_, notes) = try kustomization(
            "patches: [{patch: a, target: {kind: Deployment, odd: 1}}], odd: {}, even: 2")
        #expect(notes.map(\.field) == ["spec.patches.0.target.odd", "spec.even"])
    }

    @Test("the tool's own is left; what applies its objects is stopped")
    func parents() throws {
        let conversion = try convert(
            """
            apiVersion: kustomize.toolkit.fluxcd.io/v1
            kind: Kustomization
            metadata: {name: flux-system, namespace: flux-system}
            spec: {sourceRef: {kind: GitRepository, name: flux-system}, path: clusters/prod, prune: true}
            status: {inventory: {entries: [{id: flux-system_apps_kustomize.toolkit.fluxcd.io_Kustomization, v: v1}]}}
            ---
            apiVersion: notification.toolkit.fluxcd.io/v1beta3
            kind: Alert
            metadata: {name: chat, namespace: flux-system}
            """)
        #expect(conversion.applications.isEmpty && conversion.parents.map(\.name) == ["flux-system"])
        #expect(conversion.notes.map(\.object.name) == ["flux-system", "chat"])
    }
}
