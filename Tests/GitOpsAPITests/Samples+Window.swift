extension Samples {
    static let window = """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsWindow
        metadata:
          name: nights
        spec:
          effect: Allow
          recurring:
            cron: 0 22 * * 1-5
            duration: 2h
          timeZone: Europe/Berlin
          selector:
            environments:
            - prod
            namespaces:
              names:
              - shop
              selector:
                matchLabels:
                  stage: production
                matchExpressions:
                - key: tier
                  operator: In
                  values:
                  - back
            applications:
              matchLabels:
                tier: front
              matchExpressions:
              - key: tier
                operator: In
                values:
                - front
          applies:
          - Deploy
          - Promote
          - Prune
          - SelfHeal
          - Rollback
          running: Stop
        status:
          observedGeneration: 3
          open: false
          nextTransition: "2026-11-30T21:00:00Z"
          conditions:
          - type: Ready
            status: "True"
            observedGeneration: 3
            lastTransitionTime: "2026-11-21T09:00:00Z"
            reason: Valid
            message: is in use
        """

    static let windowOfOneTime = """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsWindow
        metadata:
          name: holidays
        spec:
          effect: Deny
          from: "2026-12-23T17:00:00Z"
          to: "2027-01-04T07:00:00Z"
          timeZone: UTC
          applies:
          - Deploy
          running: Finish
        status:
          conditions: []
        """

    static let windows = [window, windowOfOneTime]

    static let smallestWindow = """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsWindow
        metadata: {name: w}
        spec: {effect: Deny, recurring: {cron: "@daily", duration: 1h}}
        """
}
