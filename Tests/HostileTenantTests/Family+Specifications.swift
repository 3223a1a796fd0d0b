extension Family {
    /// What applications and repositories may say of others, of times, and of themselves.
    static let specifications = Family(
        name: "specifications",
        attempts: [
            .application("account-of-home", spec: "  destination: {serviceAccountName: martlet-controller}"),
            .application("account-path", spec: "  destination: {serviceAccountName: ../team-a/martlet-applier}"),
            .application("account-colon", spec: "  destination: {serviceAccountName: 'a:b'}"),
            .application("into-team-a", spec: "  destination: {namespace: team-a}"),
            .application("into-system", spec: "  destination: {namespace: kube-system}"),
            .application("into-path", spec: "  destination: {namespace: ../../a}"),
            .application(
                "repository-of-others", spec: "  source: {repositoryRef: {name: repository, namespace: team-a}}"),
            .application("path-up", spec: "  source: {path: ../../../../etc}"),
            .application("path-root", spec: "  source: {path: /etc}"),
            .application("depends-on-itself", spec: "  dependsOn: [{name: depends-on-itself}]"),
            .application("depends-on-others", spec: "  dependsOn: [{name: shop, namespace: team-a}]"),
            .application(
                "no-pause", spec: "  sync: {retry: {limit: -1, backoff: {duration: 0s, factor: 1, maxDuration: 0s}}}"),
            .application("no-interval", spec: "  sync: {interval: 1ms}"),
            .application(
                "variables-of-home",
                spec: "  source: {substitute: {from: [{kind: Secret, name: martlet-installation}]}}"),
            .application(
                "variables-path",
                spec: "  source: {substitute: {from: [{kind: Secret, name: ../../team-a/secrets/password}]}}"),
            .application("revision-option", spec: "  source: {revision: '--upload-pack=touch /tmp/martlet-was-here'}"),
            .application("revision-path", spec: "  source: {revision: ../../../../etc/passwd}"),
            .application("own-mark", metadata: "  annotations: {gitops.martlet.dev/application: team-a/shop}"),
            itself, mutual("one", "two"), mutual("two", "one"),
            repository("url-command", "url: 'ext::sh -c id'"),
            repository("url-git", "url: 'git://127.0.0.1:1/a.git'"),
            repository("url-option", "url: 'ssh://-oProxyCommand=id/a'"),
            repository("url-metadata", "url: 'http://169.254.169.254/a.git'"),
            repository("url-line", #"url: "https://127.0.0.1:1/a\nb.git""#),
            repository("url-password", "url: 'https://me:geheim@127.0.0.1:1/a.git'"),
            repository("secret-of-home", "url: 'https://127.0.0.1:1/a.git', secretRef: {name: martlet-installation}"),
            repository(
                "secret-path", "url: 'https://127.0.0.1:1/a.git', secretRef: {name: ../../team-a/secrets/password}"),
            repository("long-timeout", "url: 'https://127.0.0.1:1/a.git', timeout: 8760h"),
            repository("short-interval", "url: 'https://127.0.0.1:1/a.git', interval: 1ms"),
            repository("branch-option", "url: 'https://127.0.0.1:1/a.git', reference: {branch: '--upload-pack=id'}"),
        ])

    private static func repository(_ name: String, _ spec: String) -> Attempt {
        .declared(
            name,
            "{apiVersion: gitops.martlet.dev/v1alpha1, kind: GitOpsRepository, metadata: {name: \(name)}, spec: {\(spec)}}"
        )
    }

    private static let itself = Attempt.objects("itself-app", child("itself-app"))

    private static func mutual(_ name: String, _ other: String) -> Attempt {
        .objects("mutual-\(name)", child("mutual-\(other)"))
    }

    private static func child(_ name: String) -> String {
        """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsApplication
        metadata: {name: \(name)}
        spec: {source: {repositoryRef: {name: repository}, path: \(name)}, destination: {serviceAccountName: martlet-applier}}
        """
    }
}
