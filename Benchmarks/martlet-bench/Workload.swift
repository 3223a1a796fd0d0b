import Documents
import YAML

/// The shape of flux-benchmark: four objects for each application, and no Pods, so that it measures controllers and not nodes.
struct Workload {
    let applications: Int
    /// Instead of all that, so many ConfigMaps in a single application.
    let configMaps: Int?

    var all: [Application] {
        if let configMaps { return [Application(number: 1, configMaps: configMaps)] }
        return (1...max(1, applications)).map { Application(number: $0, configMaps: nil) }
    }

    /// Objects that Kubernetes' own controllers look at.
    var deployments: Int { configMaps == nil ? applications : 0 }

    struct Application {
        let name: String
        private let configMaps: Int?

        init(number: Int, configMaps: Int?) {
            let digits = String(number)
            name = "app-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            self.configMaps = configMaps
        }

        /// Where its manifests are in the repository.
        var path: String { "apps/\(name)" }

        /// More documents in one file than a thousand nobody would want to read.
        private static let perFile = 1_000

        /// The files at `path`, each by its text.
        var files: [String] {
            guard let configMaps else { return [workload] }
            return stride(from: 1, through: max(1, configMaps), by: Self.perFile).map { first in
                (first...min(first + Self.perFile - 1, max(1, configMaps))).map(configMap).joined(separator: "---\n")
            }
        }

        private func configMap(_ number: Int) -> String {
            """
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: \(name)-settings-\(number)
            data:
              number: "\(number)"

            """
        }

        private var workload: String {
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: \(name)
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: \(name)
            spec:
              selector:
                app: \(name)
              ports:
                - name: http
                  port: 80
                  protocol: TCP
                  targetPort: http
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: \(name)
            spec:
              replicas: 0
              selector:
                matchLabels:
                  app: \(name)
              template:
                metadata:
                  labels:
                    app: \(name)
                spec:
                  serviceAccountName: \(name)
                  containers:
                    - name: web
                      image: registry.example.org/web:1.0.0
                      ports:
                        - name: http
                          containerPort: 9898
                          protocol: TCP
                      resources:
                        requests:
                          cpu: 10m
                          memory: 64Mi
            ---
            apiVersion: networking.k8s.io/v1
            kind: Ingress
            metadata:
              name: \(name)
            spec:
              rules:
                - host: \(name).example.org
                  http:
                    paths:
                      - path: /
                        pathType: Prefix
                        backend:
                          service:
                            name: \(name)
                            port:
                              number: 80

            """
        }

        func objects() throws -> [Value] { try files.flatMap { try YAML.parse($0).map(\.value) } }

        /// The application as a person would write it.
        func resource(repository: String, destination: String) -> Value {
            [
                "apiVersion": "gitops.martlet.dev/v1alpha1", "kind": "GitOpsApplication",
                "metadata": ["name": .string(name)],
                "spec": [
                    "source": ["repositoryRef": ["name": .string(repository)], "path": .string(path)],
                    "destination": ["namespace": .string(destination)],
                ],
            ]
        }
    }
}
