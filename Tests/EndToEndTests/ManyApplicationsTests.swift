import Documents
import FoundationEssentials
import OperatorTesting
import TestKit
import Testing

extension EndToEndTests {
    @Test("200 applications: what the Pod uses idle, during the first sync, and at rest")
    func manyApplications() async throws {
        try await Installation.scale(to: 1)
        do {
            try await Installation.waitForLeader(within: .seconds(60))
            try await measure(count: 200)
        } catch {
            try? await Installation.scale(to: 2)
            throw error
        }
        try await Installation.scale(to: 2)
    }

    private func measure(count: Int) async throws {
        let pod = try await Installation.leader()
        Self.report("idle: \(try await rest(pod))")
        let idle = try await usage(of: pod)
        try await withTeam("many") { team in
            for number in 0..<count { try writeApplication(number, to: team.git) }
            try await team.push()
            let start = ContinuousClock.now
            try await Kubectl.apply(
                (0..<count).map { application($0) }.joined(separator: "---\n"), namespace: team.namespace)
            var peak = idle.memory
            try await eventually("\(count) applications are ready", within: .seconds(240)) {
                peak = max(peak, try await usage(of: pod).memory)
                return try await ready(team) == count
            }
            let synced = try await usage(of: pod)
            let duration = ContinuousClock.now - start
            Self.report(
                "first sync of \(count) applications: \(duration), peak \(mebibytes(peak)) MiB, "
                    + "\(synced.processor - idle.processor) s of a processor")
            Self.report("\(count) applications at rest: \(try await rest(pod))")
            #expect(peak < Double(256 << 20))
        }
    }

    /// What the Pod uses while nothing happens, over 20 s.
    private func rest(_ pod: Value) async throws -> String {
        let before = try await usage(of: pod)
        try await Task.sleep(for: .seconds(20))
        let after = try await usage(of: pod)
        return "\(mebibytes(after.memory)) MiB, \((after.processor - before.processor) / 20 * 100) % of a processor"
    }

    private func usage(of pod: Value) async throws -> (memory: Double, processor: Double) {
        (
            try await Installation.metric("process_resident_memory_bytes", of: pod),
            try await Installation.metric("process_cpu_seconds_total", of: pod)
        )
    }

    private func mebibytes(_ bytes: Double) -> Int { Int(bytes) >> 20 }

    private func ready(_ team: Team) async throws -> Int {
        let conditions = try await Kubectl.run([
            "--namespace", team.namespace, "get", "gitopsapplications",
            "-o", #"jsonpath={.items[*].status.conditions[?(@.type=="Ready")].status}"#,
        ])
        return conditions.split(separator: " ").count { $0 == "True" }
    }

    private func application(_ number: Int) -> String {
        """
        apiVersion: gitops.martlet.dev/v1alpha1
        kind: GitOpsApplication
        metadata:
          name: app-\(number)
        spec:
          source:
            repositoryRef:
              name: repository
            path: app-\(number)

        """
    }

    private func writeApplication(_ number: Int, to git: GitRepository) throws {
        try git.write(
            "app-\(number)/all.yaml",
            """
            apiVersion: v1
            kind: ServiceAccount
            metadata:
              name: app-\(number)
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata:
              name: app-\(number)
            data:
              number: "\(number)"
            ---
            apiVersion: v1
            kind: Service
            metadata:
              name: app-\(number)
            spec:
              selector:
                app: app-\(number)
              ports:
                - port: 80
                  targetPort: 8080
                  protocol: TCP
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata:
              name: app-\(number)
            spec:
              replicas: 0
              selector:
                matchLabels:
                  app: app-\(number)
              template:
                metadata:
                  labels:
                    app: app-\(number)
                spec:
                  containers:
                    - name: server
                      image: \(Setting.workloadImage)
            """)
    }
}
