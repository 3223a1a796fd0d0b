import Documents

/// The rules of the Pod Security Standard "restricted" for Pods on Linux, which includes those of "baseline".
///
/// The API servers of the tests are older than the admission plugin that enforces them.
enum PodSecurity {
    /// What a Pod with this specification breaks, one line for each; none where it would be admitted.
    static func violations(of spec: Value, annotations: Value = [:]) -> [String] {
        let containers = ["initContainers", "containers", "ephemeralContainers"].flatMap { spec[$0]?.array ?? [] }
        return forPod(spec, annotations) + containers.flatMap { forContainer($0, in: spec) }
    }

    // MARK: The Pod

    private static func forPod(_ spec: Value, _ annotations: Value) -> [String] {
        let shared = ["hostNetwork", "hostPID", "hostIPC"].filter { spec[$0]?.bool == true }
        let volumes = (spec["volumes"]?.array ?? []).filter { !isAllowed(volume: $0) }
        let sysctls = (spec.at("securityContext", "sysctls")?.array ?? []).compactMap { $0["name"]?.string }
        let profiles = (annotations.object ?? [:]).filter { key, profile in
            key.hasPrefix("container.apparmor.security.beta.kubernetes.io/")
                && profile.string != "runtime/default" && !(profile.string ?? "").hasPrefix("localhost/")
        }
        return shared.map { "\($0) is on" }
            + volumes.map { "volume \($0["name"]?.string ?? ""): its type is not allowed" }
            + sysctls.filter { !allowedSysctls.contains($0) }.map { "sysctl \($0)" }
            + profiles.map { "annotation \($0.key)" }
            + contextViolations(spec["securityContext"] ?? [:]).map { "pod: \($0)" }
    }

    private static func isAllowed(volume: Value) -> Bool {
        let types = (volume.object ?? [:]).map(\.key).filter { $0 != "name" }
        return !types.isEmpty && types.allSatisfy(allowedVolumes.contains)
    }

    private static let allowedVolumes: Set<String> = [
        "configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret",
    ]
    private static let allowedSysctls: Set<String> = [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range", "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
    ]

    // MARK: Containers

    private static func forContainer(_ container: Value, in spec: Value) -> [String] {
        let context = container["securityContext"] ?? [:]
        let pod = spec["securityContext"] ?? [:]
        let broken =
            contextViolations(context) + privileges(context) + capabilities(context["capabilities"] ?? [:])
            + hosts(container)
            + unless(
                (context["runAsNonRoot"] ?? pod["runAsNonRoot"])?.bool == true, "runAsNonRoot is not true")
            + unless(
                isConfined((context["seccompProfile"] ?? pod["seccompProfile"]) ?? [:]),
                "seccompProfile is neither RuntimeDefault nor Localhost")
        return broken.map { "container \(container["name"]?.string ?? ""): \($0)" }
    }

    private static func privileges(_ context: Value) -> [String] {
        unless(context["privileged"]?.bool != true, "privileged")
            + unless(context["allowPrivilegeEscalation"]?.bool == false, "allowPrivilegeEscalation is not false")
            + unless(["Default", nil].contains(context["procMount"]?.string), "procMount is not Default")
    }

    private static func capabilities(_ capabilities: Value) -> [String] {
        let added = (capabilities["add"]?.array ?? []).compactMap(\.string).filter { $0 != "NET_BIND_SERVICE" }
        let dropped = (capabilities["drop"]?.array ?? []).compactMap(\.string)
        return added.map { "adds the capability \($0)" } + unless(dropped.contains("ALL"), "does not drop ALL")
    }

    private static func hosts(_ container: Value) -> [String] {
        let ports = (container["ports"]?.array ?? []).filter { ($0["hostPort"]?.integer ?? 0) != 0 }
        let actions =
            ["livenessProbe", "readinessProbe", "startupProbe"].compactMap { container[$0] }
            + ["postStart", "preStop"].compactMap { container.at("lifecycle", $0) }
        let named = actions.flatMap { [$0.at("httpGet", "host"), $0.at("tcpSocket", "host")] }
            .compactMap { $0?.string }.filter { !$0.isEmpty }
        return ports.map { "hostPort \($0["hostPort"]?.integer ?? 0)" } + named.map { "a probe of the host \($0)" }
    }

    // MARK: Security contexts of both

    private static func contextViolations(_ context: Value) -> [String] {
        let linux = context["seLinuxOptions"] ?? [:]
        let isPlain = ["user", "role"].allSatisfy { (linux[$0]?.string ?? "").isEmpty }
        let type = linux["type"]?.string ?? ""
        let profile = context.at("appArmorProfile", "type")?.string
        return unless(isPlain && allowedSELinuxTypes.contains(type), "seLinuxOptions")
            + unless(["RuntimeDefault", "Localhost", nil].contains(profile), "appArmorProfile")
            + unless(context["seccompProfile"].map(isConfined) ?? true, "seccompProfile is Unconfined")
            + unless(context["runAsNonRoot"]?.bool != false, "runAsNonRoot is false")
            + unless(context["runAsUser"]?.integer != 0, "runAsUser is 0")
            + unless(context.at("windowsOptions", "hostProcess")?.bool != true, "hostProcess")
    }

    private static let allowedSELinuxTypes: Set<String> = [
        "", "container_t", "container_init_t", "container_kvm_t", "container_engine_t",
    ]

    private static func isConfined(_ profile: Value) -> Bool {
        ["RuntimeDefault", "Localhost"].contains(profile["type"]?.string)
    }

    private static func unless(_ holds: Bool, _ violation: String) -> [String] { holds ? [] : [violation] }
}
