import Documents
import Testing
import YAML

@Suite("Pod security")
struct PodSecurityTests {
    /// Admitted as it is; each case below puts one thing into it.
    private static let good = """
        securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}
        volumes: [{name: cache, emptyDir: {}}]
        containers:
        - name: main
          securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """

    static let bad: [(change: String, violation: String)] = [
        ("hostNetwork: true", "hostNetwork"),
        ("hostPID: true", "hostPID"),
        ("hostIPC: true", "hostIPC"),
        ("volumes: [{name: node, hostPath: {path: /}}]", "volume node"),
        ("volumes: [{name: share, nfs: {server: s, path: /}}]", "volume share"),
        ("securityContext: {runAsNonRoot: false}", "pod: runAsNonRoot is false"),
        ("securityContext: {runAsNonRoot: null}", "runAsNonRoot is not true"),
        ("securityContext: {runAsUser: 0}", "pod: runAsUser is 0"),
        ("securityContext: {seccompProfile: null}", "neither RuntimeDefault nor Localhost"),
        ("securityContext: {seccompProfile: {type: Unconfined}}", "pod: seccompProfile is Unconfined"),
        ("securityContext: {sysctls: [{name: kernel.msgmax, value: '1'}]}", "sysctl kernel.msgmax"),
        ("securityContext: {seLinuxOptions: {type: spc_t}}", "seLinuxOptions"),
        ("securityContext: {seLinuxOptions: {user: root}}", "seLinuxOptions"),
        ("securityContext: {appArmorProfile: {type: Unconfined}}", "appArmorProfile"),
        ("securityContext: {windowsOptions: {hostProcess: true}}", "hostProcess"),
        ("main: {securityContext: {privileged: true}}", "privileged"),
        ("main: {securityContext: {allowPrivilegeEscalation: true}}", "allowPrivilegeEscalation"),
        ("main: {securityContext: {allowPrivilegeEscalation: null}}", "allowPrivilegeEscalation"),
        ("main: {securityContext: {capabilities: {drop: [CHOWN]}}}", "does not drop ALL"),
        ("main: {securityContext: {capabilities: {add: [SYS_ADMIN]}}}", "adds the capability SYS_ADMIN"),
        ("main: {securityContext: {runAsUser: 0}}", "container main: runAsUser is 0"),
        ("main: {securityContext: {runAsNonRoot: false}}", "container main: runAsNonRoot is false"),
        ("main: {securityContext: {seccompProfile: {type: Unconfined}}}", "container main: seccompProfile"),
        ("main: {securityContext: {procMount: Unmasked}}", "procMount"),
        ("main: {ports: [{containerPort: 80, hostPort: 80}]}", "hostPort 80"),
        ("main: {livenessProbe: {httpGet: {host: node, port: 1}}}", "a probe of the host node"),
        ("initContainers: [{name: first}]", "container first: does not drop ALL"),
    ]

    @Test("what the standard forbids is found", arguments: bad)
    func forbidden(change: String, violation: String) throws {
        let found = PodSecurity.violations(of: try Self.changed(change))
        #expect(found.contains { $0.contains(violation) }, "\(found)")
    }

    @Test(
        "what it allows is not",
        arguments: [
            "{}", "main: {securityContext: {capabilities: {add: [NET_BIND_SERVICE]}}}", "hostNetwork: false",
            "securityContext: {sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: '0'}]}",
            "main: {securityContext: {seccompProfile: {type: Localhost, localhostProfile: p}}}",
        ])
    func allowed(change: String) throws {
        #expect(PodSecurity.violations(of: try Self.changed(change)) == [])
    }

    @Test("what is said for each container need not be said for the pod")
    func perContainer() throws {
        let spec = try Self.changed(
            """
            securityContext: null
            main: {securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}}
            """)
        #expect(PodSecurity.violations(of: spec) == [])
    }

    @Test("an annotation may not take AppArmor away")
    func annotations() throws {
        let annotations: Value = ["container.apparmor.security.beta.kubernetes.io/main": "unconfined"]
        #expect(PodSecurity.violations(of: try Self.changed("{}"), annotations: annotations).count == 1)
    }

    @Test("Deploy/ and its variants are restricted", arguments: ["Deploy", "Deploy/one-namespace"])
    func deploy(folder: String) async throws {
        try Self.expectRestricted(await Manifests.kustomize("\(Manifests.root)/\(folder)"))
        for component in ["persistent-cache", "lockdown", "webhooks"] {
            try Self.expectRestricted(
                await Manifests.overlay(folder, component: "Deploy/extras/\(component)"))
        }
    }

    static func expectRestricted(_ objects: [Value]) throws {
        let deployment = try #require(objects.first { $0.kind == "Deployment" })
        let template = try #require(deployment.at("spec", "template"))
        let found = PodSecurity.violations(
            of: template["spec"] ?? [:], annotations: template.at("metadata", "annotations") ?? [:])
        #expect(found == [])
        let context = template.at("spec", "containers")?.array?.first?["securityContext"]
        #expect(context?["readOnlyRootFilesystem"]?.bool == true)
    }

    // MARK: Making cases

    /// The good Pod with the change merged in; `main` stands for its container.
    private static func changed(_ change: String) throws -> Value {
        var spec = try #require(try YAML.parse(good).first?.value)
        var changes = try #require(try YAML.parse(change).first?.value.object)
        if let container = changes["main"], let old = spec["containers"]?.array?.first {
            spec["containers"] = .array([merged(old, container)])
            changes["main"] = nil
        }
        return merged(spec, .object(changes))
    }

    private static func merged(_ old: Value, _ change: Value) -> Value {
        guard case .object(var result) = old, case .object(let changes) = change else { return change }
        for (key, value) in changes {
            result[key] = value.isNull ? nil : result[key].map { merged($0, value) } ?? value
        }
        return .object(result)
    }
}
