import Controllers
import Documents
import FoundationEssentials
import GitOpsAPI
import Policies
import Previewing
import Rendering
import Testing
import YAML

/// The policies of Examples/policies, held against what the documentation of the Pod Security Standards allows and forbids.
@Suite("Policies of Examples/") struct ExampleTests {
    static func read(_ name: String) throws -> Policy {
        let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let path = project.appending(path: "Examples/policies/\(name).yaml").path
        let document = try YAML.parse(try String(contentsOfFile: path, encoding: .utf8), file: path)[0]
        return Policy(try GitOpsPolicy(document.value))
    }

    private static func findings(_ manifest: Value, _ policy: String) throws -> [PolicyFinding] {
        try judged(
            manifest.json(), read(policy), labels: [["kubernetes.io/metadata.name": "shop"]])
    }

    @Test("all can be read", arguments: ["restricted-pods", "images", "resources", "changes"])
    func readable(name: String) throws { #expect(try Self.read(name).problems == []) }

    @Test("a restricted Pod passes all, whatever makes it", arguments: ExamplePods.kinds)
    func good(kind: String) throws {
        let manifest = ExamplePods.manifest(kind, try ExamplePods.changed("{}"))
        for policy in ["restricted-pods", "images", "resources"] {
            #expect(try Self.findings(manifest, policy).map(\.words) == [])
        }
    }

    static let breaches: [(change: String, rule: String)] = [
        ("securityContext: {windowsOptions: {hostProcess: true}}", "host-process"),
        ("main: {securityContext: {windowsOptions: {hostProcess: true}}}", "host-process"),
        ("hostNetwork: true", "host-namespaces"),
        ("hostPID: true", "host-namespaces"),
        ("hostIPC: true", "host-namespaces"),
        ("main: {securityContext: {privileged: true}}", "privileged"),
        ("main: {securityContext: {capabilities: {drop: [CHOWN]}}}", "capabilities"),
        ("main: {securityContext: {capabilities: null}}", "capabilities"),
        ("main: {securityContext: {capabilities: {add: [SYS_ADMIN]}}}", "capabilities"),
        ("main: {securityContext: {capabilities: {add: [NET_BIND_SERVICE, CHOWN]}}}", "capabilities"),
        ("volumes: [{name: node, hostPath: {path: /}}]", "volumes"),
        ("volumes: [{name: share, nfs: {server: s, path: /}}]", "volumes"),
        ("volumes: [{name: cache, emptyDir: {}}, {name: disk, iscsi: {}}]", "volumes"),
        ("main: {ports: [{containerPort: 80, hostPort: 80}]}", "host-ports"),
        ("main: {livenessProbe: {httpGet: {host: node, port: 1}}}", "host-probes"),
        ("main: {readinessProbe: {tcpSocket: {host: 10.0.0.1, port: 1}}}", "host-probes"),
        ("main: {startupProbe: {httpGet: {host: localhost, port: 1}}}", "host-probes"),
        ("main: {lifecycle: {preStop: {httpGet: {host: node, port: 1}}}}", "host-probes"),
        ("main: {lifecycle: {postStart: {tcpSocket: {host: node, port: 1}}}}", "host-probes"),
        ("securityContext: {appArmorProfile: {type: Unconfined}}", "app-armor"),
        ("main: {securityContext: {appArmorProfile: {type: Unconfined}}}", "app-armor"),
        ("securityContext: {seLinuxOptions: {type: spc_t}}", "se-linux"),
        ("securityContext: {seLinuxOptions: {user: root}}", "se-linux"),
        ("main: {securityContext: {seLinuxOptions: {role: sysadm_r}}}", "se-linux"),
        ("main: {securityContext: {procMount: Unmasked}}", "proc-mount"),
        ("securityContext: {sysctls: [{name: kernel.msgmax, value: '1'}]}", "sysctls"),
        ("main: {securityContext: {allowPrivilegeEscalation: true}}", "privilege-escalation"),
        ("main: {securityContext: {allowPrivilegeEscalation: null}}", "privilege-escalation"),
        ("securityContext: {runAsNonRoot: false}", "non-root"),
        ("securityContext: {runAsNonRoot: null}", "non-root"),
        ("main: {securityContext: {runAsNonRoot: false}}", "non-root"),
        ("{securityContext: {runAsNonRoot: false}, main: {securityContext: {runAsNonRoot: true}}}", "non-root"),
        ("securityContext: {runAsUser: 0}", "non-root-user"),
        ("main: {securityContext: {runAsUser: 0}}", "non-root-user"),
        ("securityContext: {seccompProfile: null}", "seccomp"),
        ("securityContext: {seccompProfile: {type: Unconfined}}", "seccomp"),
        ("main: {securityContext: {seccompProfile: {type: Unconfined}}}", "seccomp"),
    ]

    @Test("what the standard forbids is refused by the rule for it alone, whatever makes the Pod", arguments: breaches)
    func forbidden(change: String, rule: String) throws {
        let spec = try ExamplePods.changed(change)
        for kind in ExamplePods.kinds {
            let found = try Self.findings(ExamplePods.manifest(kind, spec), "restricted-pods")
            #expect(found.map(\.rule) == [rule], "\(kind): \(found.map(\.words))")
            #expect(found.allSatisfy { $0.action == .deny && !$0.message.contains("evaluated") })
        }
    }

    @Test("init and ephemeral containers are containers", arguments: ["initContainers", "ephemeralContainers"])
    func others(field: String) throws {
        let spec = try ExamplePods.changed("{\(field): [{name: other, securityContext: {privileged: true}}]}")
        let rules = try Self.findings(ExamplePods.manifest("Pod", spec), "restricted-pods").map(\.rule)
        #expect(rules == ["privileged", "capabilities", "privilege-escalation"])
    }

    @Test(
        "what the standard allows passes",
        arguments: [
            "hostNetwork: false", "main: {ports: [{containerPort: 80, hostPort: 0}]}", "volumes: null",
            "main: {securityContext: {capabilities: {add: [NET_BIND_SERVICE]}}}",
            "main: {securityContext: {privileged: false, procMount: Default, runAsUser: 1000}}",
            "main: {livenessProbe: {httpGet: {port: 1}}, lifecycle: {preStop: {exec: {command: [a]}}}}",
            "main: {livenessProbe: {httpGet: {host: '', port: 1}}}",
            "securityContext: {appArmorProfile: {type: Localhost, localhostProfile: p}}",
            "securityContext: {seLinuxOptions: {type: container_t, level: 's0'}}",
            "securityContext: {sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: '0'}]}",
            "main: {securityContext: {seccompProfile: {type: Localhost, localhostProfile: p}}}",
            """
            {securityContext: null,
             main: {securityContext: {runAsNonRoot: true, seccompProfile: {type: RuntimeDefault}}}}
            """,
            """
            volumes: [{name: a, configMap: {}}, {name: b, csi: {driver: d}}, {name: c, downwardAPI: {}}, {name: d, ephemeral: {}},
             {name: e, persistentVolumeClaim: {claimName: e}}, {name: f, projected: {}}, {name: g, secret: {}}]
            """,
            """
            {os: {name: windows}, securityContext: {seccompProfile: null},
             main: {securityContext: {capabilities: null, allowPrivilegeEscalation: null}}}
            """,
        ])
    func allowed(change: String) throws {
        let spec = try ExamplePods.changed(change)
        for kind in ExamplePods.kinds {
            let found = try Self.findings(ExamplePods.manifest(kind, spec), "restricted-pods")
            #expect(found.map(\.words) == [], "\(kind)")
        }
    }

    @Test("annotations may not take AppArmor away")
    func annotations() throws {
        let spec = try ExamplePods.changed("{}")
        for (profile, rules) in [("unconfined", ["app-armor"]), ("runtime/default", []), ("localhost/p", [])] {
            let annotations: Value = [
                "container.apparmor.security.beta.kubernetes.io/main": .string(profile), "a": "b",
            ]
            for kind in ExamplePods.kinds {
                let manifest = ExamplePods.manifest(kind, spec, annotations: annotations)
                #expect(try Self.findings(manifest, "restricted-pods").compactMap(\.rule) == rules)
            }
        }
    }

    @Test("the namespace of Kubernetes itself is left alone")
    func system() throws {
        let manifest = ExamplePods.manifest("Pod", try ExamplePods.changed("hostPID: true"))
        let found = try judged(
            manifest.json(), Self.read("restricted-pods"), labels: [["kubernetes.io/metadata.name": "kube-system"]])
        #expect(found.isEmpty)
    }

    @Test(
        "images come from where they may, and say which they are",
        arguments: [
            ("registry.example.org/a:1", []), ("ghcr.io/example/a@sha256:0123", []),
            ("registry.example.org/a", ["no-latest"]), ("registry.example.org/a:latest", ["no-latest"]),
            ("registry.example.org:5000/a", ["registries", "no-latest"]), ("nginx:1", ["registries"]),
            ("registry.example.org.evil.test/a:1", ["registries"]), ("ghcr.io/other/a:1", ["registries"]),
        ])
    func images(image: String, rules: [String]) throws {
        let spec = try ExamplePods.changed("main: {image: '\(image)'}")
        let found = try Self.findings(ExamplePods.manifest("Deployment", spec), "images")
        #expect(found.compactMap(\.rule) == rules)
        #expect(found.allSatisfy { $0.message.contains(image) })
    }

    @Test(
        "containers say what they need",
        arguments: [
            ("main: {resources: null}", ["requests", "limits"]),
            ("main: {resources: {requests: {cpu: null}}}", ["requests"]),
            ("main: {resources: {limits: null}}", ["limits"]),
        ])
    func resources(change: String, rules: [String]) throws {
        let found = try Self.findings(ExamplePods.manifest("Job", try ExamplePods.changed(change)), "resources")
        #expect(found.compactMap(\.rule) == rules)
        #expect(found.allSatisfy { $0.message.hasSuffix(": main") })
    }

    @Test("thousands of workloads under all of them stay within what an application may cost")
    func cost() throws {
        let manifest = ExamplePods.manifest("Deployment", try ExamplePods.changed("{}"))
        let policies = try ["restricted-pods", "images", "resources", "changes"].map(Self.read)
        let judge = PolicyJudge(application: [:], mask: Mask(key: [1], texts: SecretTexts()))
        var allowance = PolicyJudge.Allowance.application
        let id = try #require(manifest.objectID)
        let subject = PolicyJudge.Subject(id: id, place: "", object: manifest)
        _ = judge.findings(on: subject, by: policies, after: .none, &allowance)
        let cost = PolicyJudge.Allowance.application.left - allowance.left
        #expect(cost > 0 && cost * 5_000 < PolicyJudge.Allowance.application.left, "\(cost)")
    }
}
