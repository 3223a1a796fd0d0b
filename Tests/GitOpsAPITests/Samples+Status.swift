extension Samples {
    /// Every field of an application's status.
    static let applicationStatus = """
        status:
          observedGeneration: 7
          sync:
            status: Synced
            revision: main@sha1:9f2c1a7d00000000000000000000000000000000
            lastSyncedAt: "2026-11-21T09:00:05Z"
          shortRevision: main@9f2c1a7
          health:
            status: Degraded
            message: Deployment web has no available replicas
          summary:
            objects: 15
            outOfSync: 1
            unhealthy: 2
          operation:
            id: 5c0fe1d2a3b4c5d6
            revision: main@sha1:9f2c1a7d00000000000000000000000000000000
            digest: 3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b
            planDigest: 9b74c9897bac770ffc029102a200c5de1d0f0e1c2b3a49586776a5b4c3d2e1f0
            objects: [Deployment.apps/web]
            trigger: Commit
            startedAt: "2026-11-21T09:00:00Z"
            finishedAt: "2026-11-21T09:00:05Z"
            deadline: "2026-11-21T09:15:00Z"
            attempt: 2
            retryAt: "2026-11-21T09:00:15Z"
            phase: Failed
            message: 1 of 15 objects failed
            step: {phase: PreSync, wave: -1, since: "2026-11-21T09:00:00Z"}
            hooks:
            - {phase: PreSync, object: Job.batch minishop/migrate, status: Failed, message: "exit code 1",
               startedAt: "2026-11-21T09:00:00Z", finishedAt: "2026-11-21T09:00:05Z"}
            checks:
            - {phase: After, name: smoke, result: Inconclusive, message: passed 1 of 3 times,
               startedAt: "2026-11-21T09:00:00Z", at: "2026-11-21T09:00:05Z", successes: 1, failures: 1, definition: 3a7bd3e2}
            install: true
            created: 2
            updated: 1
            deleted: 3
            unchanged: 8
            failed: 1
          deployment:
            name: minishop-20261121090000-3a7bd3
            state: Failed
            digest: 3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b
            trigger: Rollback
            startedAt: "2026-11-21T09:00:00Z"
            rollbackOf: minishop-20261120090000-5d9d2e
            admission: 0123456789abcdef0123456789abcdef
            unrecovered: [minishop-20261119090000-77abcd]
          pin:
            revision: main@sha1:9f2c1a7d00000000000000000000000000000000
            cause: Requested
            reason: the new one leaks
            since: "2026-11-21T09:00:00Z"
            skips: main@sha1:77abcdef00000000000000000000000000000000
            skippedDigest: fedcba9876543210
          history:
          - revision: main@sha1:9f2c1a7d00000000000000000000000000000000
            appliedAt: "2026-11-21T09:00:05Z"
            digest: 0123456789abcdef
            result: Succeeded
            healthyAt: "2026-11-21T09:01:05Z"
            reason: the new one leaks
          bases:
          - repository: shared
            reference: v1.0.0
            revision: v1.0.0@sha1:9f2c1a7d00000000000000000000000000000000
          environments: [prod]
          approvals:
          - environment: prod
            digest: 3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b
            signerName: approve.martlet.dev/shop.prod.3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b
            impact: high
            needs: 'waits for prod: an approval is missing'
            expiresAt: "2026-11-22T09:00:00Z"
            decisions:
            - environment: prod
              decision: approve
              user: alice
              uid: "42"
              groups: [release-managers]
              extra:
              - key: example.org/scopes
                values: [approve]
              at: "2026-11-21T09:00:00Z"
              reason: seen in staging
              proof: approve-minishop-x7k2p/8e1b 0123456789abcdef0123456789abcdef
          stays:
          - revision: main@sha1:9f2c1a7d00000000000000000000000000000000
            digest: 0123456789abcdef
            since: "2026-11-21T09:00:00Z"
            until: "2026-11-21T10:00:00Z"
            environments: [prod]
            failed: true
            seal: 0123456789abcdef0123456789abcdef
          gates:
          - name: Dependencies
            verdict: Hold
            reason: DependencyNotReady
            message: waits for the application minishop/infra
            until: "2026-11-21T10:00:00Z"
          plan:
            digest: 5d9d2e
            revision: main@sha1:9f2c
            computedAt: "2026-11-21T09:00:00Z"
            impact: high
            create: 1
            update: 1
            delete: 0
            replace: 0
            conflicts: 1
            warnings: 0
            changes:
            - object: Service minishop-dev/web
              action: update
              impact: high
              fields: ["~ spec.ports[0].port: 80 → 8080"]
              reasons: ["changes where a Service goes"]
          problems:
          - kind: Deployment.apps
            namespace: minishop-dev
            name: web
            reason: Invalid
            message: spec.selector cannot be changed
          inventory:
            entries:
            - id: minishop-dev_web_apps_Deployment
              v: v1
              h: 0123456789abcdef0123456789abcdef
          endHooks: 2
          lastHandledRequest: "1"
          lastHandledSync: "2"
          lastHandledSyncObjects: 1 Deployment.apps/web
          lastHandledRollback: 9f2c1a7 the new one leaks
          conditions:
          - type: Ready
            status: "False"
            observedGeneration: 7
            lastTransitionTime: "2026-11-21T09:00:00Z"
            reason: Failed
            message: 1 of 15 objects failed
        """

    /// Every field of a deployment's record.
    static let deployment = """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsDeployment
        metadata:
          name: minishop-20261121090000-3a7bd3
          namespace: shop
        spec:
          application: {name: minishop, uid: 1b7c8f8e-0000-4000-8000-000000000000}
          trigger: Rollback
          reason: the new one leaks
          rollbackOf: minishop-20261120090000-5d9d2e
          environment: prod
          revision: main@sha1:9f2c1a7d00000000000000000000000000000000
          shortRevision: main@9f2c1a7
          previousRevision: main@sha1:77abcdef00000000000000000000000000000000
          commits:
          - source: web
            sha: 9f2c1a7d00000000000000000000000000000000
            committerTime: "2026-11-21T08:59:00Z"
            subject: Show prices
          commitCount: 3
          oldestCommitTime: "2026-11-21T08:12:00Z"
        status:
          state: Completed
          message: 1 updated
          states:
          - {state: Applying, at: "2026-11-21T09:00:00Z"}
          - {state: Completed, at: "2026-11-21T09:00:09Z", message: 1 updated}
          planDigest: 9b74c9897bac770ffc029102a200c5de1d0f0e1c2b3a49586776a5b4c3d2e1f0
          policyDigest: 5d9d2e00a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192a3b4c5d
          approvals:
          - environment: prod
            decision: approve
            user: alice
            uid: "42"
            groups: [release-managers]
            extra:
            - key: example.org/scopes
              values: [approve]
            at: "2026-11-21T09:00:00Z"
            reason: seen in staging
            proof: approve-minishop-x7k2p/8e1b 0123456789abcdef0123456789abcdef
          renderedDigest: 3a7bd3e2360a3d29eea436fcfb7e44c735d117c42d1c1835420b6b9942dd4f1b
          counts: {created: 0, updated: 1, deleted: 0, unchanged: 4, failed: 0}
          images: [registry.example.org/web:1.2.3]
          checks:
          - {phase: After, name: smoke, result: Passed, message: answered 200, startedAt: "2026-11-21T09:00:05Z",
             at: "2026-11-21T09:00:08Z", successes: 1, failures: 0, definition: 3a7bd3e2}
          startedAt: "2026-11-21T09:00:00Z"
          appliedAt: "2026-11-21T09:00:04Z"
          healthyAt: "2026-11-21T09:00:09Z"
          failureDetectedAt: "2026-11-21T09:00:06Z"
          endedAt: "2026-11-21T09:00:09Z"
          rolledBackTo: main@sha1:77abcdef00000000000000000000000000000000
          supersededBy: main@sha1:5d9d2e0000000000000000000000000000000000
          recoveredBy: minishop-20261122090000-abcdef
        """

    /// As little as a record can say.
    static let smallestDeployment = """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsDeployment
        metadata: {name: d, namespace: shop}
        spec: {application: {name: minishop, uid: "1"}, trigger: Change, revision: ""}
        status: {state: Applying, renderedDigest: "", startedAt: "2026-11-21T09:00:00Z"}
        """
}
