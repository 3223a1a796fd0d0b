import Documents
import GitOpsAPI
import Migration
import Testing

@Suite("every field that is carried over") struct EveryFieldTests {
    private static let argo = """
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: all, namespace: argocd}
        spec:
          destination: {name: in-cluster, namespace: web}
          revisionHistoryLimit: 3
          sources:
          - repoURL: https://example.org/a.git
            targetRevision: v1
            path: a
            name: overlay
            kustomize:
              namePrefix: a-
              nameSuffix: -b
              namespace: c
              images: ["a=b:c"]
              replicas: [{name: a, count: 2}]
              components: [../x]
              patches: [{patch: "{}", target: {group: apps, version: v1, kind: Deployment, name: a, namespace: b, labelSelector: c=d, annotationSelector: e=f}, options: {allowNameChange: true, allowKindChange: true}}]
              commonLabels: {a: b}
              labelWithoutSelector: true
          - repoURL: https://example.org/charts
            chart: web
            targetRevision: 1.2.3
            helm:
              valueFiles: [a.yaml]
              ignoreMissingValueFiles: true
              parameters: [{name: a, value: b, forceString: true}]
              fileParameters: [{name: a, path: b}]
              releaseName: web
              passCredentials: true
              skipCrds: true
              skipTests: true
              skipSchemaValidation: true
              kubeVersion: "1.30"
              apiVersions: [a/v1]
              valuesObject: {a: 1}
          - {repoURL: "https://example.org/a.git", path: c, directory: {recurse: true, include: a, exclude: b}}
          syncPolicy:
            automated: {enabled: true, prune: true, selfHeal: true, allowEmpty: true}
            syncOptions: [CreateNamespace=true, PruneLast=true, Validate=false, Force=true, PrunePropagationPolicy=orphan]
            retry: {limit: 3, backoff: {duration: 5s, factor: 3, maxDuration: 4m}}
            managedNamespaceMetadata: {labels: {a: b}, annotations: {c: d}}
          ignoreDifferences:
          - {group: apps, kind: Deployment, name: a, namespace: b, jsonPointers: [/a], jqPathExpressions: [.b], managedFieldsManagers: [c]}
        """

    private static let flux = """
        apiVersion: kustomize.toolkit.fluxcd.io/v1
        kind: Kustomization
        metadata: {name: all, namespace: team}
        spec:
          sourceRef: {kind: GitRepository, name: web, namespace: other}
          path: /web
          prune: true
          suspend: true
          serviceAccountName: deployer
          interval: 10m
          retryInterval: 2m
          timeout: 3m
          wait: true
          force: true
          deletionPolicy: Orphan
          healthCheckExprs: [{apiVersion: a/v1, kind: B, current: "true", inProgress: "false", failed: "false"}]
          dependsOn: [{name: a, namespace: b}]
          targetNamespace: c
          namePrefix: a-
          nameSuffix: -b
          images: [{name: a, newName: b, newTag: c, digest: "sha256:ab"}]
          components: [../x]
          commonMetadata: {labels: {a: b}, annotations: {c: d}}
          patches: [{patch: "{}", target: {kind: Deployment}}]
          postBuild: {substitute: {a: b}, substituteFrom: [{kind: Secret, name: a, optional: true}]}
        ---
        apiVersion: source.toolkit.fluxcd.io/v1
        kind: HelmRepository
        metadata: {name: charts, namespace: team}
        spec: {url: "https://example.org/charts", interval: 5m, passCredentials: true, secretRef: {name: c}, type: default}
        ---
        apiVersion: helm.toolkit.fluxcd.io/v2
        kind: HelmRelease
        metadata: {name: release, namespace: team}
        spec:
          chart: {spec: {chart: web, version: 1.x, sourceRef: {kind: HelmRepository, name: charts}, valuesFiles: [a.yaml], ignoreMissingValuesFiles: true}}
          releaseName: web
          targetNamespace: front
          values: {a: 1}
          valuesFrom: [{kind: ConfigMap, name: a, valuesKey: b, targetPath: c, optional: true, literal: true}]
          interval: 10m
          timeout: 3m
          suspend: true
          serviceAccountName: deployer
          maxHistory: 4
          dependsOn: [{name: a}]
          driftDetection: {mode: enabled, ignore: [{paths: [/spec/replicas], target: {kind: Deployment}}]}
          install: {createNamespace: true, crds: Skip, remediation: {retries: -1}, disableSchemaValidation: true}
          upgrade: {remediation: {retries: 2}}
        """

    /// Ways to all that is in a value, but to what people may name as they like.
    private func ways(_ value: Value, _ way: String = "") -> Set<String> {
        switch value {
        case .object(let members): Set(members.flatMap { ways($0.value, "\(way)/\($0.key)") })
        case .array(let elements): Set(elements.enumerated().flatMap { ways($0.element, "\(way)/\($0.offset)") })
        default: [way]
        }
    }

    @Test("is a field of ours, under the name that it has here")
    func known() throws {
        let conversions = [
            ArgoConversion(serviceAccount: "deployer").convert(try objects(Self.argo)),
            FluxConversion().convert(try objects(Self.flux)),
        ]
        #expect(conversions.flatMap(\.notes).filter { $0.severity == .blocks }.map(\.line) == [])
        #expect(conversions.flatMap(\.notes).filter { $0.message.contains("does not know") }.map(\.line) == [])
        for application in conversions.flatMap(\.applications) {
            let read = try GitOpsApplication.Spec(application.spec)
            // What is as it is by itself is not written again.
            let lost = ways(application.spec).subtracting(ways(read.value)).filter { way in
                Pointer(way).flatMap { application.spec[$0] } != "" && !way.hasSuffix("/optional")
            }
            #expect(lost == [], "\(application.key)")
            #expect(read.validate(for: application.key) == [])
        }
        for repository in conversions.flatMap(\.repositories) {
            let read = try GitOpsRepository.Spec(repository.spec)
            #expect(ways(repository.spec).subtracting(ways(read.value)) == [])
        }
    }
}
