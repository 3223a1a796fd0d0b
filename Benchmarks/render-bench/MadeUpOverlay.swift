/// A base of so many workloads, and an overlay over it that uses what most overlays use.
struct MadeUpOverlay {
    let name: String
    let workloads: Int

    var files: [String: String] {
        var files = [
            "base/kustomization.yaml": base, "overlay/kustomization.yaml": overlay,
            "overlay/settings.env": "LEVEL=debug\nREGION=eu\n", "overlay/replicas.yaml": Self.patch,
        ]
        for number in 1...workloads { files["base/workload-\(number).yaml"] = Self.workload("workload-\(number)") }
        return files
    }

    private var base: String {
        let labels = "labels:\n  - pairs: {app: \(name)}\n    includeSelectors: true\n"
        let files = (1...workloads).map { "  - workload-\($0).yaml\n" }
        return Self.head + labels + "resources:\n" + files.joined()
    }

    private var overlay: String {
        Self.head + """
            namespace: \(name)
            namePrefix: staging-
            commonAnnotations:
              team: shop
            resources:
              - ../base
            images:
              - name: registry.example.org/web
                newTag: 2.0.0
            replicas:
              - name: workload-1
                count: 3
            configMapGenerator:
              - name: settings
                envs: [settings.env]
            patches:
              - path: replicas.yaml
                target: {kind: Deployment}
              - target: {kind: Service}
                patch: |-
                  - op: replace
                    path: /spec/ports/0/port
                    value: 8080

            """
    }

    private static let head = "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"

    private static let patch = """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: any
        spec:
          template:
            spec:
              containers:
                - name: web
                  resources:
                    limits:
                      memory: 256Mi

        """

    private static func workload(_ name: String) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          name: \(name)
        spec:
          replicas: 1
          selector:
            matchLabels:
              workload: \(name)
          template:
            metadata:
              labels:
                workload: \(name)
            spec:
              containers:
                - name: web
                  image: registry.example.org/web:1.0.0
                  envFrom:
                    - configMapRef:
                        name: settings
                  ports:
                    - name: http
                      containerPort: 8080
                  resources:
                    requests:
                      cpu: 10m
                      memory: 64Mi
        ---
        apiVersion: v1
        kind: Service
        metadata:
          name: \(name)
        spec:
          selector:
            workload: \(name)
          ports:
            - name: http
              port: 80
              targetPort: http

        """
    }
}
