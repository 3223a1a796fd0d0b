import Documents
import YAML

/// Objects as people have them; their shapes are those of argoproj/argocd-example-apps and fluxcd/flux2-kustomize-helm-example.
func objects(_ yaml: String) throws -> [Value] { try YAML.parse(yaml).map(\.value) }

let guestbook = """
    apiVersion: argoproj.io/v1alpha1
    kind: Application
    metadata:
      name: guestbook
      namespace: argocd
      labels: {team: shop, app.kubernetes.io/instance: apps}
      finalizers: [resources-finalizer.argocd.argoproj.io]
    spec:
      project: default
      source:
        repoURL: https://github.com/argoproj/argocd-example-apps.git
        targetRevision: HEAD
        path: guestbook
        directory: {recurse: true}
      destination: {server: "https://kubernetes.default.svc", namespace: guestbook}
      syncPolicy:
        automated: {prune: true}
        syncOptions: [CreateNamespace=true, ServerSideApply=true, PruneLast=true]
        retry: {limit: -1, backoff: {duration: 5s, factor: 2, maxDuration: 3m}}
      ignoreDifferences:
      - {group: apps, kind: Deployment, jsonPointers: [/spec/replicas], managedFieldsManagers: [kube-controller-manager]}
    status:
      sourceType: Directory
      resources:
      - {group: apps, kind: Deployment, version: v1, namespace: guestbook, name: guestbook-ui}
      - {kind: Service, version: v1, namespace: guestbook, name: guestbook-ui}
    """

let podinfo = """
    apiVersion: source.toolkit.fluxcd.io/v1
    kind: GitRepository
    metadata: {name: flux-system, namespace: flux-system}
    spec:
      interval: 1m0s
      ref: {branch: main}
      secretRef: {name: flux-system}
      url: ssh://git@github.com/fluxcd/flux2-kustomize-helm-example
    ---
    apiVersion: kustomize.toolkit.fluxcd.io/v1
    kind: Kustomization
    metadata: {name: apps, namespace: flux-system}
    spec:
      interval: 10m0s
      retryInterval: 1m
      timeout: 5m
      dependsOn: [{name: infra-configs}]
      sourceRef: {kind: GitRepository, name: flux-system}
      path: ./apps/production
      prune: true
      wait: true
      postBuild:
        substitute: {cluster: prod}
        substituteFrom: [{kind: ConfigMap, name: cluster-vars, optional: true}]
    status:
      inventory:
        entries:
        - {id: podinfo_podinfo_apps_Deployment, v: v1}
        - {id: _system__reader_rbac.authorization.k8s.io_ClusterRole, v: v1}
    """

let release = """
    apiVersion: source.toolkit.fluxcd.io/v1
    kind: HelmRepository
    metadata: {name: podinfo, namespace: podinfo}
    spec: {interval: 5m, url: "https://stefanprodan.github.io/podinfo", secretRef: {name: charts}}
    ---
    apiVersion: helm.toolkit.fluxcd.io/v2
    kind: HelmRelease
    metadata: {name: podinfo, namespace: podinfo}
    spec:
      releaseName: podinfo
      chart:
        spec:
          chart: podinfo
          version: ">=1.0.0"
          sourceRef: {kind: HelmRepository, name: podinfo}
      interval: 50m
      install: {remediation: {retries: 3}, createNamespace: true}
      values: {redis: {enabled: true}}
      valuesFrom: [{kind: Secret, name: values, valuesKey: password, targetPath: redis.password}]
    """
