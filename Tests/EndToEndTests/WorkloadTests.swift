import Documents
import FoundationEssentials
import OperatorTesting
import Processes
import Testing

extension EndToEndTests {
    @Suite struct WorkloadTests {
        let tests = EndToEndTests()

        @Test("the controller's Pods run as nobody, on a read-only root, without privileges")
        func restricted() async throws {
            let pods = try await Installation.pods()
            #expect(!pods.isEmpty && pods.allSatisfy(Installation.isReady))
            for pod in pods {
                let process = try await tests.process(of: pod)
                let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
                #expect(status.contains("Uid:\t65532\t65532\t65532\t65532"))
                #expect(status.contains("CapEff:\t0000000000000000") && status.contains("CapBnd:\t0000000000000000"))
                #expect(status.contains("NoNewPrivs:\t1") && status.contains("Seccomp:\t2"))
                let mounts = try String(contentsOfFile: "/proc/\(process)/mounts", encoding: .utf8)
                let root = try #require(mounts.split(separator: "\n").first { $0.contains(" / ") })
                #expect(root.contains(" ro,") || root.contains(",ro,"), "the root is mounted \(root)")
            }
        }

        @Test("a synced application's Pods run, its Service answers, and a commit reaches both")
        func delivery() async throws {
            try await tests.withTeam("delivery") { team in
                try Web(text: "first").write(to: team.git, application: "web")
                let commit = try await team.push()
                try await team.apply(application: "web")
                let first = try await team.waitUntilHealthy("web", at: commit)
                try await tests.checkRunning(team, text: "first")
                print(try await Kubectl.run(["--namespace", team.namespace, "get", "gorepo,goapp,pods"]))

                try Web(text: "second").write(to: team.git, application: "web")
                let second = try await team.waitUntilHealthy("web", at: try await team.push())
                try await tests.checkRunning(team, text: "second")
                report("healthy \(first) after the application was made, and \(second) after a commit")
            }
        }

        @Test("an application whose account has no rights gets a message per object, and nothing else happens")
        func withoutRights() async throws {
            try await tests.withTeam("rights") { team in
                try Web(text: "never").write(to: team.git, application: "web")
                try await team.push()
                try await Kubectl.run(["--namespace", team.namespace, "create", "serviceaccount", "nobody"])
                try await team.apply(application: "web", serviceAccount: "nobody")
                try await team.eventually("each object is forbidden", within: .seconds(60), of: "web") {
                    let problems = try await team.status("web")["problems"]?.array ?? []
                    return problems.count == 3
                        && problems.allSatisfy { $0["message"]?.string?.saysForbidden ?? false }
                }
                #expect(
                    try await Kubectl.items(["--namespace", team.namespace, "get", "deploy,svc,cm"])
                        .allSatisfy { $0.name == "kube-root-ca.crt" })
                print(try await Kubectl.run(["--namespace", team.namespace, "get", "goapp"]))
            }
        }
    }

    /// All Pods of the application `web` run, and its Service serves the text, through the cluster's own address for it.
    func checkRunning(_ team: Team, text: String) async throws {
        let pods = try await Kubectl.items(["--namespace", team.namespace, "get", "pods", "-l", "app=web"])
            .filter { $0.at("metadata", "deletionTimestamp") == nil }
        #expect(pods.count == 2 && pods.allSatisfy { $0.at("status", "phase")?.string == "Running" })
        let service = try await Kubectl.json(["--namespace", team.namespace, "get", "service", "web"])
        let address = try #require(service.at("spec", "clusterIP")?.string)
        let curl = Command(
            program: "curl", arguments: ["-sf", "--max-time", "5", "--noproxy", "*", "http://\(address)/"],
            environment: Setting.environment, outputLimit: 1 << 20)
        try await team.eventually("http://\(address)/ serves '\(text)'", within: .seconds(20), of: "web") {
            let answer = try await curl.run(within: .seconds(10))
            return String(decoding: answer.output, as: UTF8.self).contains(text)
        }
    }

    /// The process of a Pod's only container. The kernel names the container in the process's control group.
    func process(of pod: Value) async throws -> Int {
        let url = pod.at("status", "containerStatuses")?.array?.first?["containerID"]?.string ?? ""
        guard let container = url.split(separator: "/").last else {
            throw Unexpected("\(pod.name ?? "") has no container")
        }
        let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc").compactMap { Int($0) }
        for process in processes.sorted() {
            let groups = (try? String(contentsOfFile: "/proc/\(process)/cgroup", encoding: .utf8)) ?? ""
            if groups.contains(container) { return process }
        }
        throw Unexpected("no process of this machine belongs to container \(container)")
    }
}

extension String {
    fileprivate var saysForbidden: Bool { lowercased().contains("forbidden") }
}
