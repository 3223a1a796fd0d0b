import Costs
import Documents
import KubeModel
import Testing
import YAML

/// What manifests ask for, made from texts.
enum Asked {
    static func object(_ text: String) throws -> Value {
        try #require(try YAML.parse(text, file: "test.yaml").first).value
    }

    /// - Parameters:
    ///   - before: nil where it is new.
    ///   - after: nil where it would be gone.
    static func compared(_ before: Value?, _ after: Value?, isReplaced: Bool = false) throws -> ComparedObject {
        ComparedObject(
            id: try #require((after ?? before)?.objectID), before: before, after: after, isUnseen: false,
            isReplaced: isReplaced)
    }

    static func change(_ before: String?, _ after: String?, unchanged: [String] = []) throws -> ResourceChange {
        ResourceChange(
            [try compared(before.map(object), after.map(object))], unchanged: try unchanged.map(object))
    }

    /// A Deployment, or what is like one.
    ///
    /// - Parameter pod: the specification of its Pods, in flow style.
    static func workload(_ pod: String, replicas: String = "1", kind: String = "Deployment", more: String = "")
        -> String
    {
        """
        apiVersion: apps/v1
        kind: \(kind)
        metadata: {name: web, namespace: shop}
        spec: {replicas: \(replicas), template: {spec: \(pod)}\(more)}
        """
    }

    static func pod(cpu: String = "100m", memory: String = "128Mi") -> String {
        "{containers: [{name: web, resources: {requests: {cpu: \(cpu), memory: \(memory)}}}]}"
    }

    static func scaler(_ least: Int, _ most: Int, namespace: String = "shop") -> String {
        """
        apiVersion: autoscaling/v2
        kind: HorizontalPodAutoscaler
        metadata: {name: web, namespace: \(namespace)}
        spec: {minReplicas: \(least), maxReplicas: \(most), scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}}
        """
    }
}

extension ResourceAmounts {
    /// `cpu +300m, memory +384Mi`
    var told: String {
        measures.map { "\($0.rawValue) \(text($0))" }.joined(separator: ", ")
    }
}

@Suite("How much more or less is asked for")
struct ResourceChangeTests {
    @Test("requests count once for each replica, before and after")
    func replicas() throws {
        let made = try Asked.change(nil, Asked.workload(Asked.pod(), replicas: "3"))
        #expect(made.usual.told == "cpu +300m, memory +384Mi" && made.scaledUp == made.usual && made.unpriced.isEmpty)
        let scaled = try Asked.change(
            Asked.workload(Asked.pod(), replicas: "3"), Asked.workload(Asked.pod(cpu: "1"), replicas: "2"))
        #expect(scaled.usual.told == "cpu +1700m, memory -128Mi")
        let gone = try Asked.change(Asked.workload(Asked.pod(), replicas: "2"), nil)
        #expect(gone.usual.told == "cpu -200m, memory -256Mi")
        #expect(try Asked.change(Asked.workload(Asked.pod()), Asked.workload(Asked.pod())).isNone)
    }

    @Test(
        "a Pod asks for the most that runs at once",
        arguments: [
            // Initial containers run before the others, one by one.
            ("initContainers: [{resources: {requests: {cpu: 2}}}, {resources: {requests: {cpu: 1}}}]", "+2"),
            ("initContainers: [{resources: {requests: {cpu: 200m}}}]", "+500m"),
            // A sidecar goes on beside what comes behind it.
            ("initContainers: [{restartPolicy: Always, resources: {requests: {cpu: 100m, memory: 1}}}]", "+600m"),
            (
                "initContainers: [{restartPolicy: Always, resources: {requests: {cpu: 1, memory: 1}}}, "
                    + "{resources: {requests: {cpu: 1}}}]", "+2"
            ),
            (
                "initContainers: [{resources: {requests: {cpu: 1}}}, "
                    + "{restartPolicy: Always, resources: {requests: {cpu: 600m, memory: 1}}}]", "+1100m"
            ),
            ("overhead: {cpu: 250m}", "+750m"), ("resources: {requests: {cpu: 3}}", "+3"),
        ])
    func peaks(more: String, cpu: String) throws {
        let pod = "{containers: [{resources: {requests: {cpu: 500m, memory: 1Mi}}}], \(more)}"
        let change = try Asked.change(nil, Asked.workload(pod))
        #expect(change.usual.text(.cpu) == cpu && change.unpriced.isEmpty)
    }

    @Test("what asks for nothing has its limits, as servers have it; without those it is told")
    func limits() throws {
        let limited = "{containers: [{resources: {limits: {cpu: 1, memory: 1Gi}, requests: {cpu: 100m}}}]}"
        #expect(try Asked.change(nil, Asked.workload(limited)).usual.told == "cpu +100m, memory +1Gi")
        let none = "{containers: [{resources: {requests: {cpu: 100m}}}]}"
        let change = try Asked.change(nil, Asked.workload(none))
        #expect(change.unpriced.map(\.why) == [.requestless] && change.usual.told == "cpu +100m")
        let image = "{containers: [{image: other, resources: {requests: {cpu: 100m}}}]}"
        #expect(try Asked.change(Asked.workload(none), Asked.workload(image)).isNone)
        #expect(
            try Asked.change(Asked.workload(none), Asked.workload(none, replicas: "2")).unpriced.map(\.why)
                == [.requestless])
    }

    @Test("GPUs of any vendor count; other devices are told")
    func devices() throws {
        let pod =
            "{containers: [{resources: {requests: {cpu: 1, memory: 1Gi}, limits: {nvidia.com/gpu: 2, gpu.intel.com/i915: 1}}}]}"
        #expect(try Asked.change(nil, Asked.workload(pod)).usual.told == "cpu +1, memory +1Gi, gpu +3")
        let other = pod.replacing("nvidia.com/gpu", with: "xilinx.com/fpga")
        #expect(try Asked.change(nil, Asked.workload(other)).unpriced.map(\.why) == [.otherDevices])
    }

    @Test("what runs on each node is told apart, or counts where it is known how many nodes there are")
    func nodes() throws {
        let new = try Asked.change(nil, Asked.workload(Asked.pod(), kind: "DaemonSet"))
        #expect(new.usual.isNone && new.perNode.told == "cpu +100m, memory +128Mi")
        #expect(new.unpriced.map(\.why) == [.perNode])
        let live = Asked.workload(Asked.pod(), kind: "DaemonSet") + "\nstatus: {desiredNumberScheduled: 5}"
        let known = try Asked.change(live, Asked.workload(Asked.pod(cpu: "200m"), kind: "DaemonSet"))
        #expect(known.usual.told == "cpu +500m" && known.perNode.isNone && known.unpriced.isEmpty)
    }

    @Test("what runs for a time is told, where it asks for something else", arguments: ["Job", "CronJob"])
    func jobs(kind: String) throws {
        func job(_ cpu: String) -> String {
            let template = "{template: {spec: \(Asked.pod(cpu: cpu))}}"
            return """
                apiVersion: batch/v1
                kind: \(kind)
                metadata: {name: web, namespace: shop}
                spec: \(kind == "Job" ? template : "{jobTemplate: {spec: \(template)}}")
                """
        }
        let change = try Asked.change(job("1"), job("2"))
        #expect(change.usual.isNone && change.unpriced.map(\.why) == [.forATime])
        #expect(try Asked.change(job("1"), job("1")).isNone)
    }

    @Test(
        "claims count, also those of Pods; those of a StatefulSet stay when it shrinks or goes, unless it says otherwise"
    )
    func claims() throws {
        func claim(_ size: String) -> String {
            """
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data, namespace: shop}
            spec: {resources: {requests: {storage: \(size)}}}
            """
        }
        #expect(try Asked.change(claim("1Gi"), claim("10Gi")).usual.told == "storage +9Gi")
        func set(_ replicas: String, _ more: String = "") -> String {
            Asked.workload(
                Asked.pod(), replicas: replicas, kind: "StatefulSet",
                more: ", volumeClaimTemplates: [{spec: {resources: {requests: {storage: 10Gi}}}}]\(more)")
        }
        #expect(try Asked.change(nil, set("3")).usual.text(.storage) == "+30Gi")
        #expect(try Asked.change(set("3"), set("1")).usual.told == "cpu -200m, memory -256Mi")
        #expect(try Asked.change(set("3"), nil).usual.text(.storage) == "0")
        let deleting = ", persistentVolumeClaimRetentionPolicy: {whenScaled: Delete, whenDeleted: Delete}"
        #expect(try Asked.change(set("3", deleting), set("1", deleting)).usual.text(.storage) == "-20Gi")
        #expect(try Asked.change(set("3", deleting), nil).usual.text(.storage) == "-30Gi")
        let scratch: String =
            String(Asked.pod().dropLast())
            + ", volumes: [{ephemeral: {volumeClaimTemplate: {spec: {resources: {requests: {storage: 1Gi}}}}}}]}"
        #expect(try Asked.change(nil, Asked.workload(scratch, replicas: "2")).usual.text(.storage) == "+2Gi")
    }
}

@Suite("Autoscalers")
struct AutoscalerTests {
    @Test("the replicas of what is scaled are a range, whatever its manifest says")
    func range() throws {
        let change = try Asked.change(
            nil, Asked.workload(Asked.pod(), replicas: "3"), unchanged: [Asked.scaler(2, 10)])
        #expect(change.usual.text(.cpu) == "+200m" && change.scaledUp.text(.cpu) == "+1")
        let elsewhere = try Asked.change(
            nil, Asked.workload(Asked.pod(), replicas: "3"), unchanged: [Asked.scaler(2, 10, namespace: "other")])
        #expect(elsewhere.usual.text(.cpu) == "+300m" && elsewhere.scaledUp == elsewhere.usual)
    }

    @Test("an autoscaler that changes concerns what it scales, though that does not change")
    func moved() throws {
        let change = try Asked.change(
            Asked.scaler(1, 4), Asked.scaler(2, 10), unchanged: [Asked.workload(Asked.pod(), replicas: "3")])
        #expect(change.usual.text(.cpu) == "+100m" && change.scaledUp.text(.cpu) == "+600m")
        let gone = try Asked.change(
            Asked.scaler(1, 4), nil, unchanged: [Asked.workload(Asked.pod(), replicas: "3")])
        #expect(gone.usual.text(.cpu) == "+200m" && gone.scaledUp.text(.cpu) == "-100m")
    }

    @Test("what is scaled to nothing by hand stays so; KEDA's objects begin with nothing")
    func off() throws {
        let off = try Asked.change(
            nil, Asked.workload(Asked.pod(), replicas: "0"), unchanged: [Asked.scaler(2, 10)])
        #expect(off.isNone || off.usual.isNone && off.scaledUp.isNone)
        let object = """
            apiVersion: keda.sh/v1alpha1
            kind: ScaledObject
            metadata: {name: web, namespace: shop}
            spec: {maxReplicaCount: 5, scaleTargetRef: {name: web}}
            """
        let change = try Asked.change(nil, Asked.workload(Asked.pod(), replicas: "0"), unchanged: [object])
        #expect(change.usual.isNone && change.scaledUp.text(.cpu) == "+500m")
    }
}

@Suite("What nobody can reckon with")
struct HostileAmountTests {
    @Test(
        "what is no amount, or more than there is, is told and in no sum",
        arguments: ["99999999999999999999", "9223372036854775807Ei", "-1", "nonsense", "[]", "1e28"])
    func quantities(cpu: String) throws {
        let change = try Asked.change(nil, Asked.workload(Asked.pod(cpu: cpu), replicas: "1000000"))
        #expect(change.unpriced.map(\.why) == [.unreadable])
        #expect(CostChange(change, at: .none).words.contains("without what 1 object asks for"))
    }

    @Test("so is a number of replicas", arguments: ["-1", "1000001", "9223372036854775807", "1.5", "many"])
    func replicas(count: String) throws {
        let change = try Asked.change(nil, Asked.workload(Asked.pod(), replicas: count))
        #expect(change.usual.isNone && change.unpriced.map(\.why) == [.unreadable])
    }

    @Test("sums of the most that there is do not overflow")
    func sums() throws {
        let object = try Asked.object(Asked.workload(Asked.pod(cpu: "9223372036854775806")))
        let change = ResourceChange(
            try (0..<1_000).map { _ in try Asked.compared(nil, object) }, unchanged: [])
        #expect(change.usual.text(.cpu) == "+9223372036854775806000" && change.unpriced.isEmpty)
        let table = try PriceTable(["data": ["currency": "EUR", "cpu": "1000000"]])
        let cost = CostChange(change, at: .table(table))
        #expect(cost.perMonth == nil && cost.mostPerMonth == nil && cost.problem != nil)
    }

    @Test("what is no object at all asks for nothing")
    func shapes() throws {
        for text in ["{}", "[]", "1", "{containers: 1}", "{containers: [1, null, {resources: 7}]}"] {
            let change = try Asked.change(nil, Asked.workload(text))
            #expect(change.usual.isNone && change.unpriced.count == 1)
        }
        let unseen = ComparedObject(
            id: ObjectID(group: "apps", kind: "Deployment", namespace: "a", name: "b"), before: nil, after: nil,
            isUnseen: true, isReplaced: false)
        #expect(ResourceChange([unseen], unchanged: [1, [:]]).unpriced.map(\.why) == [.unseen])
    }
}
