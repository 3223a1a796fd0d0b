import Documents
import YAML

/// What the outputs in `Fixtures/commands` show: two applications, their repository, and what belongs to them.
enum MadeUpObjects {
    static let kinds: [MadeUpServer.Kind] = [
        MadeUpServer.Kind(version: "v1", kind: "ConfigMap", plural: "configmaps", shortNames: ["cm"]),
        MadeUpServer.Kind(version: "v1", kind: "Pod", plural: "pods", shortNames: ["po"]),
        MadeUpServer.Kind(version: "apps/v1", kind: "Deployment", plural: "deployments", shortNames: ["deploy"]),
        MadeUpServer.Kind(version: "apps/v1", kind: "ReplicaSet", plural: "replicasets", shortNames: ["rs"]),
        MadeUpServer.Kind(version: "coordination.k8s.io/v1", kind: "Lease", plural: "leases"),
        MadeUpServer.Kind(version: "events.k8s.io/v1", kind: "Event", plural: "events"),
        MadeUpServer.Kind(
            version: "gitops.martlet.dev/v1alpha1", kind: "GitOpsApplication", plural: "gitopsapplications",
            shortNames: ["goapp"],
            columns: [
                ("Name", ["metadata", "name"]), ("Sync", ["status", "sync", "status"]),
                ("Health", ["status", "health", "status"]), ("Revision", ["status", "shortRevision"]),
                ("Ready", ["shown", "ready"]), ("Age", ["shown", "age"]),
                ("repository", ["spec", "source", "repositoryRef", "name"]),
                ("message", ["shown", "message"]),
            ]),
        MadeUpServer.Kind(
            version: "gitops.martlet.dev/v1alpha1", kind: "GitOpsDeployment", plural: "gitopsdeployments",
            shortNames: ["godeploy"]),
        MadeUpServer.Kind(
            version: "gitops.martlet.dev/v1alpha1", kind: "GitOpsRepository", plural: "gitopsrepositories",
            shortNames: ["gorepo"],
            columns: [
                ("Name", ["metadata", "name"]), ("URL", ["spec", "url"]), ("Ready", ["shown", "ready"]),
                ("Status", ["shown", "message"]),
            ]),
    ]

    static func all() throws -> [Value] { try YAML.parse(text, file: "made-up").map(\.value) }

    private static let text = """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsApplication
        metadata: {name: shop, namespace: shops, uid: u-shop, generation: 2, resourceVersion: "5"}
        spec:
          source: {repositoryRef: {name: shop}, path: deploy/shop}
        shown: {age: 3d, ready: "False", message: "Deployment web has not enough replicas: the image registry.example.org/shop/web:2.1.0 of the container app cannot be pulled, because it is not there"}
        status:
          observedGeneration: 2
          sync: {status: Synced, revision: "main@sha1:9f2c1a7d00000000000000000000000000000000", lastSyncedAt: "2026-11-30T07:00:00Z"}
          shortRevision: main@9f2c1a7
          health: {status: Degraded, message: "Deployment web has not enough replicas: the image registry.example.org/shop/web:2.1.0 cannot be pulled"}
          operation:
            {id: o-1, revision: "main@sha1:9f2c1a7d00000000000000000000000000000000", trigger: NewRevision, startedAt: "2026-11-30T06:59:50Z",
             finishedAt: "2026-11-30T07:00:00Z", attempt: 1, phase: Running, message: 1 updated, created: 0, updated: 1, deleted: 0,
             unchanged: 1, failed: 0}
          history:
          - {revision: "main@sha1:9f2c1a7d00000000000000000000000000000000", appliedAt: "2026-11-30T07:00:00Z", digest: d2, result: Succeeded}
          - {revision: "main@sha1:4be1d3c200000000000000000000000000000000", appliedAt: "2026-11-27T07:00:00Z", digest: d1, result: Succeeded,
             healthyAt: "2026-11-27T07:00:20Z", reason: the one before leaked}
          inventory:
            entries:
            - {id: shops_web_apps_Deployment, v: v1, h: 0123456789abcdef0123456789abcdef}
            - {id: shops_web__ConfigMap, v: v1, h: 0123456789abcdef0123456789abcdef}
            - {id: shops_gone__ConfigMap, v: v1, h: 0123456789abcdef0123456789abcdef}
          conditions:
          - {type: Ready, status: "False", observedGeneration: 2, lastTransitionTime: "2026-11-30T07:00:00Z", reason: Degraded,
             message: Deployment web has not enough replicas}
        ---
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsApplication
        metadata: {name: a-name-that-is-longer, namespace: others, uid: u-other, generation: 1, resourceVersion: "6"}
        spec:
          source: {repositoryRef: {name: shop, namespace: shops}, path: deploy/other}
        shown: {age: 40d, ready: "True", message: "applied main@9f2c1a7, 1 object"}
        status:
          observedGeneration: 1
          sync: {status: Synced, revision: "main@sha1:9f2c1a7d00000000000000000000000000000000"}
          shortRevision: main@9f2c1a7
          health: {status: Healthy, message: ""}
          conditions:
          - {type: Ready, status: "True", observedGeneration: 1, lastTransitionTime: "2026-11-30T07:00:00Z", reason: Healthy,
             message: "applied main@9f2c1a7, 1 object"}
        ---
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsRepository
        metadata: {name: shop, namespace: shops, uid: u-repo, generation: 1, resourceVersion: "4"}
        spec: {url: "https://git.example.org/shop.git"}
        shown: {ready: "True", message: "fetched main@9f2c1a7: Take the new image, and tell the kitchen that the menu of the day is another one"}
        status:
          commit: {sha: 9f2c1a7d00000000000000000000000000000000, author: Ada Lovelace, email: ada@example.org, message: Take the new image,
                   time: "2026-11-30T06:58:00Z"}
          conditions:
          - {type: Ready, status: "True", lastTransitionTime: "2026-11-30T07:00:00Z", reason: Fetched, message: fetched main@9f2c1a7}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata:
          {name: web, namespace: shops, uid: u-web, generation: 2, labels: {gitops.martlet.dev/managed-by: martlet},
           annotations: {gitops.martlet.dev/application: shops/shop}}
        spec: {replicas: 2}
        status: {observedGeneration: 2, replicas: 2, updatedReplicas: 1, availableReplicas: 1,
                 conditions: [{type: Progressing, status: "False", reason: ProgressDeadlineExceeded, message: ReplicaSet web-7d9c has timed out progressing.}]}
        ---
        apiVersion: apps/v1
        kind: ReplicaSet
        metadata: {name: web-7d9c, namespace: shops, uid: u-rs,
                   ownerReferences: [{apiVersion: apps/v1, kind: Deployment, name: web, uid: u-web, controller: true}]}
        spec: {replicas: 1}
        status: {replicas: 1}
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: web-7d9c-x2x4k, namespace: shops, uid: u-pod,
                   ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-7d9c, uid: u-rs, controller: true}]}
        status: {phase: Pending, containerStatuses: [{name: app, ready: false, state: {waiting: {reason: ImagePullBackOff, message: not there}}}]}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: web, namespace: shops, uid: u-cm, annotations: {gitops.martlet.dev/application: shops/shop}}
        ---
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: nobodys, namespace: shops, uid: u-none}
        ---
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: martlet, namespace: martlet-system, labels: {app.kubernetes.io/name: martlet}}
        spec: {template: {spec: {containers: [{name: controller, image: "registry.example.org/martlet:0.1.0"}]}}}
        ---
        apiVersion: coordination.k8s.io/v1
        kind: Lease
        metadata: {name: martlet-controller, namespace: martlet-system}
        spec: {holderIdentity: martlet-0, renewTime: "2026-11-30T07:59:55.000000Z"}
        ---
        apiVersion: events.k8s.io/v1
        kind: Event
        metadata: {name: e1, namespace: shops}
        regarding: {kind: GitOpsApplication, name: shop}
        type: Normal
        reason: Synced
        note: "applied main@9f2c1a7: 1 updated, 1 unchanged"
        eventTime: "2026-11-30T07:00:00.000000Z"
        ---
        apiVersion: events.k8s.io/v1
        kind: Event
        metadata: {name: e2, namespace: shops}
        regarding: {kind: GitOpsApplication, name: shop}
        type: Warning
        reason: Degraded
        note: "Deployment web has not enough replicas: the image registry.example.org/shop/web:2.1.0 of the container app cannot be pulled"
        eventTime: "2026-11-30T07:10:00.000000Z"
        series: {count: 4, lastObservedTime: "2026-11-30T07:58:30.000000Z"}
        ---
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsDeployment
        metadata: {name: shop-20261128100000-3a7bd3, namespace: shops}
        spec:
          application: {name: shop, uid: u1}
          trigger: Commit
          revision: main@sha1:9f2c1a7d00000000000000000000000000000000
          commits: [{sha: 9f2c1a7d00000000000000000000000000000000, committerTime: "2026-11-28T09:54:00Z"}]
        status:
          state: Completed
          renderedDigest: 3a7bd3
          counts: {updated: 1}
          startedAt: "2026-11-28T10:00:00Z"
          healthyAt: "2026-11-28T10:00:30Z"
        ---
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsDeployment
        metadata: {name: shop-20261129100000-77abcd, namespace: shops}
        spec: {application: {name: shop, uid: u1}, trigger: Change, revision: ""}
        status:
          state: RolledBack
          renderedDigest: 77abcd
          counts: {updated: 2}
          startedAt: "2026-11-29T10:00:00Z"
          failureDetectedAt: "2026-11-29T10:10:00Z"
          endedAt: "2026-11-29T10:12:00Z"
        """
}
