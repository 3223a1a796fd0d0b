import Documents
import YAML

/// Resources that together use every field of both kinds.
enum Samples {
    static func read(_ text: String) throws -> Value {
        guard let document = try YAML.parse(text).first else { return .null }
        return document.value
    }

    static let applications = [application, overlay, files, severalSources]

    private static let fieldsOfFiles = """
        repositoryRef:
          name: other
        type: Directory
        directory:
          recurse: false
          include: "*.yaml"
          exclude: "test-*"
        """

    private static let fieldsOfOverlay = """
        repositoryRef:
          name: other
        path: overlays/dev
        type: Kustomize
        directory: {recurse: true}
        kustomize:
          namePrefix: dev-
          nameSuffix: -v2
          namespace: minishop-dev
          images:
          - name: nginx
            newName: example.org/nginx
            newTag: "2"
            digest: sha256:24a0c4b4a4c0eb97a1aabb8e29f18e917d05abfe1b7a7c07857230879ce7d3d3
          replicas:
          - name: web
            count: 3
          labels:
            team: shop
          annotations:
            example.org/owner: shop
          patches:
          - patch: '[{"op": "remove", "path": "/spec/replicas"}]'
            target:
              group: apps
              version: v1
              kind: Deployment
              name: web.*
              namespace: minishop
              labelSelector: app=web
              annotationSelector: example.org/owner=shop
            options:
              allowNameChange: true
              allowKindChange: true
          components: [../components/tls]
          loadRestrictor: RootOnly
        """

    private static let overlay = application.with(source: fieldsOfOverlay, name: "overlay")
    private static let files = application.with(source: fieldsOfFiles, name: "files")

    /// All of these in a list, and beside them one that gives files only.
    private static let severalSources: String = {
        let fields = application.parts.source.map { $0.dropFirst(4) }.joined(separator: "\n")
        let values = "repositoryRef: {name: other}\ntype: Auto\ndirectory: {recurse: true}"
        let list = [
            ("chart", fields), ("overlay", fieldsOfOverlay), ("files", "path: files\n" + fieldsOfFiles),
            ("values", values),
        ]
        let entries = list.flatMap { name, fields in
            ["    - name: \(name)"] + fields.split(separator: "\n").map { "      \($0)" }
        }
        return application.with(source: ["  sources:"] + entries, name: "several")
    }()

    static let application = """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsApplication
        metadata:
          name: user-service
          namespace: minishop
        spec:
          source:
            repositoryRef:
              namespace: gitops
              name: minishop
            revision: v1.0.0
            path: infra/user-service
            type: Auto
            directory: {recurse: true}
            helm:
              chart: users
              repoURL: oci://registry.example.org/charts
              version: ^1.2
              secretRef:
                name: registry-login
              passCredentials: true
              interval: 5m
              releaseName: users
              valueFiles: [values-dev.yaml, /common/*.yaml]
              ignoreMissingValueFiles: true
              valuesFrom:
              - kind: Secret
                name: passwords
                valuesKey: database
                targetPath: database.password
                literal: true
                optional: true
              values: {image: {tag: "1"}, replicas: 2}
              parameters:
              - name: image.tag
                value: "2"
                forceString: true
              fileParameters:
              - name: motd
                path: motd.txt
              skipCRDs: true
              skipTests: true
              skipSchemaValidation: true
              kubeVersion: 1.33.0
              apiVersions: [example.org/v1/Thing]
              randomness: Refuse
            substitute:
              variables:
                DOMAIN: example.org
              from:
              - kind: ConfigMap
                name: settings
                optional: true
          destination:
            namespace: minishop-dev
            createNamespace: true
            namespaceMetadata:
              labels: {pod-security.kubernetes.io/enforce: restricted}
              annotations: {example.org/team: shop}
            serviceAccountName: deployer
          sync:
            automatic: false
            prune: false
            selfHeal: false
            allowEmpty: true
            interval: 2h
            retry: {limit: 3, backoff: {duration: 10s, factor: 3, maxDuration: 5m}}
            timeout: 15m
            validation: Warn
            dryRun: true
            onImmutable: Recreate
            propagation: Foreground
            pruneLast: true
            keepDeleted: Required
          health:
            timeout: 5m
            onFailure: Fail
            checks:
            - apiVersion: example.org/v1
              kind: Thing
              current: status.phase == 'Ready'
              inProgress: has(status.progress)
              failed: status.phase == 'Failed'
          checks:
            before: &checks
            - name: backup
              interval: 10s
              timeout: 30m
              initialDelay: 0s
              successes: 1
              failures: 1
              job:
                template:
                  spec: {backoffLimit: 0, template: {spec: {restartPolicy: Never, containers: [{name: b, image: b}]}}}
            - name: smoke
              interval: 5s
              timeout: 5m
              initialDelay: 20s
              successes: 3
              failures: 2
              http:
                url: https://shop.example.org/health
                method: GET
                status: "200"
                bodyContains: ok
                caRef: {name: authorities, key: root.pem}
            - name: errors
              interval: 2m
              timeout: 10m
              initialDelay: 5m
              successes: 2
              failures: 3
              prometheus:
                address: http://prometheus.monitoring.svc:9090
                query: sum(rate(errors_total[5m]))
                min: 0
                max: 0.5
                noData: Pass
                caRef: {name: authorities, key: ca.crt}
            after: *checks
          dependsOn:
          - namespace: data
            name: database
          ignoreDifferences:
          - group: apps
            kind: Deployment
            name: web
            namespace: minishop-dev
            jsonPointers:
            - /spec/replicas
            jqPathExpressions:
            - .spec.template.spec.containers[] | select(.name == "proxy")
            managers:
            - autoscaler
          deletionPolicy: Orphan
          historyLimit: 5
          suspend: true
        """ + "\n" + applicationStatus

    static let smallestApplication = """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsApplication
        metadata: {name: a, namespace: home}
        spec: {source: {repositoryRef: {name: r}}}
        """
}

extension String {
    /// The lines before the source, of the source, and after it.
    fileprivate var parts: (before: [Substring], source: [Substring], after: [Substring]) {
        let lines = split(separator: "\n", omittingEmptySubsequences: false)
        let before = lines.prefix { $0 != "  source:" }
        let source = lines.dropFirst(before.count + 1).prefix { $0.hasPrefix("    ") }
        return (Array(before), Array(source), Array(lines.dropFirst(before.count + 1 + source.count)))
    }

    fileprivate func with(source: String, name: String) -> String {
        with(source: ["  source:"] + source.split(separator: "\n").map { "    \($0)" }, name: name)
    }

    fileprivate func with(source: [String], name: String) -> String {
        let (before, _, after) = parts
        return (before.map(String.init) + source + after.map(String.init)).joined(separator: "\n")
            .replacing("name: user-service", with: "name: \(name)")
    }
}
