extension Samples {
    static let repository = """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsRepository
        metadata:
          name: base-infrastructure
          namespace: gitops
        spec:
          url: https://git.example.org/team/base_infrastructure.git
          reference:
            branch: main
          interval: 2m30s
          timeout: 2m
          secretRef:
            name: git-credentials
          suspend: true
        status:
          observedGeneration: 3
          revision: main@sha1:9f2c1a7d00000000000000000000000000000000
          shortRevision: main@9f2c1a7
          commit:
            sha: 9f2c1a7d00000000000000000000000000000000
            author: Ada
            email: ada@example.org
            message: Raise the number of replicas
            time: "2026-11-21T08:59:00Z"
          lastFetchTime: "2026-11-21T09:00:00Z"
          size: 123456
          lastHandledRequest: "1"
          conditions:
          - type: Ready
            status: "True"
            observedGeneration: 3
            lastTransitionTime: "2026-11-21T09:00:00Z"
            reason: Succeeded
            message: main@9f2c1a7 is here
        """

    static let references = ["tag: v1.2.3", "semver: '>=1.0.0'", "commit: 9f2c1a7d00000000000000000000000000000000"]

    static func repository(reference: String) -> String {
        repository.replacing("branch: main", with: reference)
    }

    /// Applications that together use every field, also with their sources in a list.

    static let smallestRepository = """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsRepository
        metadata: {name: r, namespace: home}
        spec: {url: "https://git.example.org/r.git"}
        """
}
