import Documents
import KubeModel
import OperatorTesting
import TestKit
import Testing

extension IntegrationTests {
    /// There is no kubelet: the controller manager makes the Pods, and the tests write what a kubelet would.
    @Suite("reasons of Pods") struct PodReasonTests {
        @Test("a rollout whose image is missing is Degraded and names its Pod, and Ready once the image is mended")
        func image() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 1, image: "example.org/web:missing"))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            let broken = try await workspace.pod(with: "example.org/web:missing")
            try await workspace.cluster.patchStatus(broken, pullFailure(reason: "ErrImagePull", "not found"))
            let message = try await workspace.waitUntilNotReady(reason: "Degraded")
            #expect(message.contains("Deployment") && message.contains("pod \(broken.key.name): container main"))
            #expect(message.hasSuffix("Back-off pulling image \"example.org/web:missing\": not found"), "\(message)")
            #expect(try await workspace.status().at("health", "status") == "Degraded")

            let version = try await workspace.version()
            for turn in ["ImagePullBackOff", "ErrImagePull", "ImagePullBackOff"] {
                try await workspace.cluster.patchStatus(
                    broken, pullFailure(reason: .string(turn), "registry timed out"))
            }
            try await workspace.always("the status stands still", for: .seconds(2)) {
                try await workspace.version() == version
            }

            try workspace.git.write("app/web.yaml", deployment("web", replicas: 1, image: "example.org/web:mended"))
            try await workspace.push()
            let mended = try await workspace.pod(with: "example.org/web:mended")
            try await workspace.cluster.patchStatus(mended, running)
            try await workspace.waitUntilReady()
            #expect(try await workspace.status().at("health", "message")?.string ?? "" == "")
        }

        @Test("a Pod that crashes makes its workload Degraded, and one that has no room says so")
        func crash() async throws {
            let workspace = try await workspace()
            try workspace.git.write("app/web.yaml", deployment("web", replicas: 1))
            try workspace.git.commit()
            try await workspace.applyRepository()
            try await workspace.applyApplication()
            let pod = try await workspace.pod(with: "example.org/web:1")
            try await workspace.cluster.patchStatus(pod, unscheduled)
            try await workspace.eventually("the reason is told") {
                try await workspace.status().at("health", "message")?.string?.hasSuffix("Insufficient memory.") == true
            }
            #expect(try await workspace.status().at("health", "status") == "Progressing")
            try await workspace.cluster.patchStatus(pod, crashLoop)
            let message = try await workspace.waitUntilNotReady(reason: "Degraded")
            #expect(message.hasSuffix("container main: CrashLoopBackOff: exit code 1, restarted 3 times"), "\(message)")
            try await workspace.cluster.patchStatus(pod, running)
            try await workspace.waitUntilReady()
        }

        // MARK: What a kubelet writes

        private func pullFailure(reason: Value, _ message: Value) -> Value {
            status(
                "Pending", image: "example.org/web:missing",
                container: ["state": ["waiting": ["reason": reason, "message": message]]], ready: "False")
        }

        private var crashLoop: Value {
            status(
                "Running",
                container: [
                    "state": ["waiting": ["reason": "CrashLoopBackOff", "message": "back-off 40s"]], "restartCount": 3,
                    "lastState": ["terminated": ["exitCode": 1, "reason": "Error"]],
                ], ready: "False")
        }

        private var running: Value {
            status(
                "Running",
                container: ["state": ["running": ["startedAt": "2026-01-02T00:00:00Z"]], "ready": true], ready: "True")
        }

        private var unscheduled: Value {
            let message: Value = "0/1 nodes are available: 1 Insufficient memory."
            return [
                "phase": "Pending",
                "conditions": [
                    ["type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": message]
                ],
            ]
        }

        private func status(
            _ phase: Value, image: Value = "example.org/web:1", container: Value, ready: Value
        ) -> Value {
            var main: Value = ["name": "main", "image": image, "imageID": "", "ready": false, "restartCount": 0]
            for (key, value) in container.object ?? Object() { main[key] = value }
            return [
                "phase": phase, "containerStatuses": [main],
                "conditions": [
                    ["type": "Ready", "status": ready, "lastTransitionTime": "2026-01-02T00:00:00Z"]
                ],
            ]
        }
    }
}

extension Workspace {
    /// The Pod that the controller manager made for an image.
    fileprivate func pod(with image: String) async throws -> Reference {
        var name: String?
        try await eventually("there is a Pod of \(image)") {
            name = try await cluster.pods(in: namespace).first {
                $0.at("spec", "containers")?[0]?["image"]?.string == image
            }?.name
            return name != nil
        }
        return .of("v1", "Pod", name ?? "", in: namespace)
    }

    fileprivate func version() async throws -> String? {
        try await cluster.get(application()).at("metadata", "resourceVersion")?.string
    }
}
