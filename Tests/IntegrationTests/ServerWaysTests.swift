import Documents
import OperatorTesting
import Testing

extension IntegrationTests {
    @Suite("what the server and its controllers do with objects") struct ServerWaysTests {
        private static let job = """
            apiVersion: batch/v1
            kind: Job
            metadata: {name: migrate}
            spec: {template: {spec: {restartPolicy: Never, containers: [{name: m, image: "IMAGE"}]}}}
            """

        private func web(_ more: String, label: String = "web", resources: String = "{}") -> String {
            """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 0
              \(more)
              selector: {matchLabels: {a: \(label)}}
              template:
                metadata: {labels: {a: \(label)}}
                spec: {containers: [{name: c, image: "example.org/web", resources: \(resources)}]}
            """
        }

        @Test("the rules of an aggregated role are left to its controller")
        func aggregation() async throws {
            let workspace = try await workspace()
            let name = workspace.namespace
            try workspace.git.write(
                "app/roles.yaml",
                """
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: \(name)}
                aggregationRule: {clusterRoleSelectors: [{matchLabels: {into: \(name)}}]}
                rules: []
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: \(name)-part, labels: {into: \(name)}}
                rules: [{apiGroups: [""], resources: [pods], verbs: [get]}]
                """)
            try await workspace.deploy()
            let role = Reference.of("rbac.authorization.k8s.io/v1", "ClusterRole", name)
            try await workspace.eventually("the controller has put the rules in") {
                try await workspace.cluster.get(role)["rules"]?.array?.count == 1
            }
            try await workspace.always("they stay", for: .seconds(2)) {
                let rules = try await workspace.cluster.get(role)["rules"]?.array ?? []
                let status = try await workspace.status()
                return rules.count == 1 && status.at("sync", "status") == "Synced"
            }
        }

        @Test("what the server had set of its own accord is not in the way of another choice")
        func defaults() async throws {
            let workspace = try await workspace()
            let web = Reference.of("apps/v1", "Deployment", "web", in: workspace.namespace)
            try workspace.git.write("app/web.yaml", self.web("", resources: "{limits: {cpu: \"2\"}}"))
            try await workspace.deploy()
            for strategy in ["{type: Recreate}", "{type: RollingUpdate}", "{type: Recreate, rollingUpdate: null}"] {
                try workspace.git.write(
                    "app/web.yaml", self.web("strategy: \(strategy)", resources: "{limits: {cpu: \"1\"}}"))
                try await workspace.waitUntilReady(at: workspace.push())
            }
            let spec = try await workspace.cluster.get(web)["spec"]
            #expect(spec?["strategy"] == ["type": "Recreate"])
        }

        @Test("a probe, a handler, a reference, a backend and a client that the source drops go")
        func dropped() async throws {
            let workspace = try await workspace()
            func write(_ container: String, _ backend: String, _ client: String) throws {
                try workspace.git.write(
                    "app/web.yaml",
                    self.web("").replacing("image: \"example.org/web\"", with: "image: web, \(container)"))
                try workspace.git.write(
                    "app/ingress.yaml",
                    """
                    apiVersion: networking.k8s.io/v1
                    kind: Ingress
                    metadata: {name: web}
                    spec:
                      rules: [{host: a, http: {paths: [{path: /, pathType: Prefix, backend: {service: {name: a, port: {number: 1}}}}]}}]
                      \(backend)
                    """)
                try workspace.git.write(
                    "app/webhook.yaml",
                    """
                    apiVersion: admissionregistration.k8s.io/v1
                    kind: ValidatingWebhookConfiguration
                    metadata: {name: \(workspace.namespace)}
                    webhooks:
                    - name: a.example.org
                      sideEffects: None
                      admissionReviewVersions: [v1]
                      rules: [{apiGroups: [none], apiVersions: [v1], operations: [CREATE], resources: [none]}]
                      clientConfig: {\(client)}
                    """)
            }
            try write(
                "env: [{name: A, valueFrom: {secretKeyRef: {name: a, key: b}}}], "
                    + "livenessProbe: {httpGet: {path: /, port: 80}}, lifecycle: {preStop: {exec: {command: [a]}}}",
                "defaultBackend: {service: {name: b, port: {number: 2}}}", "service: {name: a, namespace: default}")
            try await workspace.deploy()
            try write("env: [{name: A, value: a}]", "", "url: 'https://a.example.org/'")
            try await workspace.waitUntilReady(at: workspace.push())
            let web = try await workspace.cluster.get(.of("apps/v1", "Deployment", "web", in: workspace.namespace))
            let container = web.at("spec", "template", "spec", "containers")?[0]
            #expect(container?["livenessProbe"] == nil && container?["lifecycle"] == nil)
            #expect(container?["env"] == [["name": "A", "value": "a"]])
            let ingress = try await workspace.cluster.get(
                .of("networking.k8s.io/v1", "Ingress", "web", in: workspace.namespace))
            #expect(ingress.at("spec", "defaultBackend") == nil)
            let webhook = try await workspace.cluster.get(
                .of("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", workspace.namespace))
            #expect(webhook["webhooks"]?[0]?["clientConfig"] == ["url": "https://a.example.org/"])
        }

        @Test("a Service's former affinity and ports are not, either")
        func serviceDefaults() async throws {
            let workspace = try await workspace()
            func service(_ spec: String) -> String {
                """
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {a: web}, ports: [{port: 80}], \(spec)}
                """
            }
            try workspace.git.write("app/web.yaml", service("type: NodePort, sessionAffinity: ClientIP"))
            try await workspace.deploy()
            try workspace.git.write("app/web.yaml", service("type: ClusterIP"))
            try await workspace.waitUntilReady(at: workspace.push())
            let spec = try await workspace.cluster.get(.of("v1", "Service", "web", in: workspace.namespace))["spec"]
            #expect(spec?["sessionAffinity"] == "None" && spec?["type"] == "ClusterIP")
        }

        @Test("objects with a field that cannot change are made again at once when a person deletes them")
        func immutable() async throws {
            let workspace = try await workspace()
            let job = Reference.of("batch/v1", "Job", "migrate", in: workspace.namespace)
            let web = Reference.of("apps/v1", "Deployment", "web", in: workspace.namespace)
            try workspace.git.write("app/job.yaml", Self.job.replacing("IMAGE", with: "m:1"))
            try workspace.git.write("app/web.yaml", self.web(""))
            try workspace.git.commit("Begin")
            try await workspace.applyRepository()
            let backoff: Value = ["duration": "1s", "factor": 1]
            try await workspace.applyApplication(spec: ["sync": ["retry": ["limit": 0, "backoff": backoff]]])
            try await workspace.eventually("both are there") {
                try await workspace.status().at("sync", "status") == "Synced"
            }
            try workspace.git.write("app/job.yaml", Self.job.replacing("IMAGE", with: "m:2"))
            try workspace.git.write("app/web.yaml", self.web("", label: "www"))
            try await workspace.push()
            try await workspace.waitUntilNotReady(reason: "SyncFailed")
            let problem = try await workspace.problem("Job.batch", "migrate")
            #expect(problem?["reason"] == "ImmutableField")
            #expect(problem?["message"]?.string?.hasPrefix("spec.template: field is immutable") == true)
            try await workspace.cluster.delete(job)
            try await workspace.cluster.delete(web)
            try await workspace.eventually("both are made anew", within: second) {
                guard let job = try await workspace.cluster.find(job), let web = try await workspace.cluster.find(web)
                else { return false }
                return job.at("spec", "template", "spec", "containers")?[0]?["image"] == "m:2"
                    && web.at("spec", "selector", "matchLabels", "a") == "www"
            }
        }

        @Test("a Job that is complete and gone is not run again, before its manifest changes or somebody asks for it")
        func finishedJob() async throws {
            let workspace = try await workspace()
            let job = Reference.of("batch/v1", "Job", "migrate", in: workspace.namespace)
            try workspace.git.write("app/job.yaml", Self.job.replacing("IMAGE", with: "m:1"))
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try workspace.git.commit("Begin")
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            func isMade() async throws {
                try await workspace.eventually("the Job is there", within: second) {
                    try await workspace.cluster.exists(job)
                }
            }
            func finish() async throws {
                try await workspace.eventually("the Job has begun") {
                    try await workspace.cluster.get(job).at("status", "startTime") != nil
                }
                try await workspace.cluster.complete(job)
                try await workspace.cluster.delete(job)
                try await workspace.always("the Job is not run again", for: .seconds(1)) {
                    try await !workspace.cluster.exists(job)
                }
                try await workspace.waitUntilReady()
            }
            try await isMade()
            try await workspace.eventually("it is synced") {
                try await workspace.status().at("sync", "status") == "Synced"
            }
            try await workspace.cluster.delete(job)
            try await isMade()
            try await finish()
            try workspace.git.write("app/job.yaml", Self.job.replacing("IMAGE", with: "m:2"))
            try await workspace.push()
            try await isMade()
            try await finish()
            try await workspace.cluster.annotate(workspace.application(), "gitops.martlet.dev/sync", "again")
            try await isMade()
        }

        /// The part of the server's version behind `1.`.
        private func version(_ workspace: Workspace) throws -> Int {
            let answer = try workspace.cluster.kubectl("get", "--raw", "/version")
            return Int(try JSON.parse(answer, limits: .file)["minor"]?.string?.filter(\.isNumber) ?? "") ?? 0
        }

        @Test("a Job that the server takes away after its end is not run again")
        func timeToLive() async throws {
            let workspace = try await workspace()
            // Before, the server takes nothing away.
            guard try version(workspace) >= 23 else { return }
            try workspace.git.write(
                "app/job.yaml",
                """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: migrate}
                spec:
                  ttlSecondsAfterFinished: 0
                  activeDeadlineSeconds: 1
                  template: {spec: {restartPolicy: Never, containers: [{name: m, image: m}]}}
                """)
            try workspace.git.commit("Begin")
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            let job = Reference.of("batch/v1", "Job", "migrate", in: workspace.namespace)
            try await workspace.eventually("the Job is there") { try await workspace.cluster.exists(job) }
            try await workspace.eventually("the Job is gone") { try await !workspace.cluster.exists(job) }
            try await workspace.always("it is not run again", for: .seconds(2)) {
                try await !workspace.cluster.exists(job)
            }
            let status = try await workspace.status()
            #expect(status.at("sync", "status") == "Synced" && status.at("health", "status") == "Degraded")
        }

        @Test("replicas that an ignored manager sets through scale are left alone")
        func scale() async throws {
            let workspace = try await workspace()
            // Before, the server does not record who scales.
            guard try version(workspace) >= 22 else { return }
            try workspace.git.write("app/web.yaml", self.web(""))
            let rule: Value = ["group": "apps", "kind": "Deployment", "managers": ["kubectl", "kubectl-scale"]]
            try await workspace.deploy(spec: ["ignoreDifferences": [rule]])
            _ = try workspace.cluster.kubectl("scale", "-n", workspace.namespace, "deployment/web", "--replicas=3")
            try await workspace.always("the scale stays", for: .seconds(2)) {
                try await workspace.cluster.get(.of("apps/v1", "Deployment", "web", in: workspace.namespace))
                    .at("spec", "replicas") == 3
            }
        }

        @Test("a port that another Service has is taken when it becomes free")
        func takenPort() async throws {
            let workspace = try await workspace()
            func service(_ name: String) -> String {
                """
                apiVersion: v1
                kind: Service
                metadata: {name: \(name)}
                spec: {type: NodePort, selector: {a: b}, ports: [{port: 80, nodePort: 31234, protocol: TCP}]}
                """
            }
            try await workspace.cluster.apply(service("first"), namespace: workspace.namespace)
            try workspace.git.write("app/web.yaml", service("second"))
            try workspace.git.commit("Begin")
            try await workspace.applyRepository()
            let backoff: Value = ["duration": "1s", "factor": 1]
            try await workspace.applyApplication(spec: ["sync": ["retry": ["limit": 0, "backoff": backoff]]])
            try await workspace.waitUntilNotReady(reason: "SyncFailed")
            try await workspace.cluster.delete(.of("v1", "Service", "first", in: workspace.namespace))
            try await workspace.waitUntilReady(within: .seconds(10))
        }

        @Test("whoever sets the same field again and again is named, and so is the field")
        func fight() async throws {
            let workspace = try await workspace()
            let one = Reference.configMap("one", in: workspace.namespace)
            try workspace.git.write("app/one.yaml", configMap("one", "1"))
            try await workspace.deploy()
            for round in 1...3 {
                try await workspace.cluster.patch(one, ["data": ["key": .string("theirs \(round)")]])
                try await workspace.eventually("it is repaired", within: second) {
                    try await workspace.value("one") == "1"
                }
            }
            try await workspace.eventually("the fight is told of") {
                let problem = try await workspace.problem("ConfigMap", "one")
                return problem?["reason"] == "Fight"
                    && problem?["message"]?.string?.hasPrefix(".data.key is set again and again by ") == true
            }
            try await workspace.waitUntilReady()
        }
    }
}
