extension Samples {
    static let environment = """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsEnvironment
        metadata:
          name: prod
        spec:
          destinations:
            namespaces:
              names:
              - minishop-prod
              selector:
                matchLabels:
                  env: prod
                matchExpressions:
                - key: tier
                  operator: In
                  values:
                  - back
            clusterScoped: true
          promotionKey: example.org/application
          after:
          - staging
          soak: 30m
          approval:
            rules:
            - impactAtLeast: high
              count: 2
              groups:
              - release-managers
              preventSelfApproval: true
              expires: 8h
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
          backup:
            impactAtLeast: medium
            job:
              template:
                spec:
                  template:
                    spec:
                      restartPolicy: Never
                      containers:
                      - name: dump
                        image: example.org/dump:1
            timeout: 1h
          onFailure: Rollback
          maxConcurrent: 3
        status:
          observedGeneration: 2
          applications: 5
          waiting: 1
          conditions:
          - type: Ready
            status: "True"
            observedGeneration: 2
            lastTransitionTime: "2026-11-21T09:00:00Z"
            reason: InForce
            message: is in force
        """

    static let smallestEnvironment = """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsEnvironment
        metadata: {name: e}
        spec: {destinations: {namespaces: {names: [shop]}}}
        """
}
