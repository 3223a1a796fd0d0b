extension Samples {
    static let receiver = """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsReceiver
        metadata:
          name: github
          namespace: shop
        spec:
          type: GitHub
          secretRef:
            name: github-webhook
          repositories:
            matchLabels:
              team: shop
            matchExpressions:
            - key: stage
              operator: In
              values:
              - test
          hosts:
          - - git.example.org
            - ssh.git.example.org
          suspend: false
        status:
          observedGeneration: 2
          path: /hooks/0f1e2d3c4b5a69788796a5b4c3d2e1f0
          lastDelivery: "2026-11-30T17:00:00Z"
          deliveries: 7
          announced:
            id: 5bd1e995a1b2c3d4
            hints:
            - repositories:
              - github.com/shop/config
              changes:
              - reference: refs/heads/main
                commit: 0d1a26e67d8f5eaf1f6ba5c57fc3c7d91ac0fd1c
          conditions:
          - type: Ready
            status: "True"
            observedGeneration: 2
            lastTransitionTime: "2026-11-30T09:00:00Z"
            reason: Listening
            message: takes deliveries
        """

    static let smallestReceiver = """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsReceiver
        metadata: {name: r, namespace: shop}
        spec: {type: Generic, secretRef: {name: s}}
        """
}
