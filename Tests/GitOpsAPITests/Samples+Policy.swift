extension Samples {
    static let policy = """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsPolicy
        metadata:
          name: workloads
        spec:
          match:
            kinds:
            - group: apps
              kind: '{Deployment,StatefulSet}'
            namespaces:
              names:
              - shop-*
              selector:
                matchLabels:
                  env: prod
                matchExpressions:
                - key: tier
                  operator: NotIn
                  values:
                  - system
            applications:
              matchLabels:
                team: shop
            environments:
            - prod
          variables:
          - name: pod
            expression: object.spec.template.spec
          rules:
          - name: replicas
            expression: object.spec.replicas > 1
            message: must have more than one replica
            messageExpression: '"has " + string(object.spec.replicas) + " replicas"'
            action: Deny
          - name: image
            expression: oldObject == null || oldObject.spec.template == object.spec.template
            action: RaiseImpact
            impact: high
        status:
          observedGeneration: 1
          rules: 2
          actions: Deny, RaiseImpact
          conditions:
          - type: Ready
            status: "True"
            observedGeneration: 1
            lastTransitionTime: "2026-11-21T09:00:00Z"
            reason: InForce
            message: all rules are in force
        """

    static let smallestPolicy = """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsPolicy
        metadata: {name: p}
        spec: {rules: [{name: never, expression: "false"}]}
        """
}
