import Costs
import Documents
import Previewing
import Testing

@Suite("Cost and risk in previews")
struct CostAndRiskTests {
    private static let web = Samples.deployment.with(
        "/spec/template/spec/containers/0/resources", ["requests": ["cpu": "100m", "memory": "1Gi"]])

    static func preview() throws -> Preview {
        var preview = Samples.preview([
            Samples.object(.update, from: web, to: web.with("/spec/replicas", 5)),
            Samples.object(.create, from: nil, to: Samples.object("batch/v1", "Job")),
        ])
        let table = try PriceTable(["data": ["currency": "EUR", "cpu": "0.03", "memory": "0.004"]])
        preview.cost = CostChange(preview.cost.resources, at: .table(table))
        let next = DeploymentTraits(impact: .high, objects: 2, hour: 0)
        preview.risk = FailureEstimate(
            of: next, from: (0..<12).map { PastDeployment(next, hasFailed: $0.isMultiple(of: 4)) })
        return preview
    }

    /// With all that can be told of what something costs.
    static func everything() throws -> Preview {
        let asked: Value = ["cpu": "1", "memory": "1Gi", "nvidia.com/gpu": 1]
        func spec(_ more: Object = [:]) -> Value {
            var spec: Object = ["template": ["spec": ["containers": [["resources": ["requests": asked]]]]]]
            for (key, value) in more { spec[key] = value }
            return .object(spec)
        }
        let claim: Value = ["spec": ["resources": ["requests": ["storage": "1Gi"]]]]
        let scaler = Samples.object(
            "autoscaling/v2", "HorizontalPodAutoscaler",
            spec: ["maxReplicas": 3, "scaleTargetRef": ["kind": "StatefulSet", "name": "one"]])
        let objects = [
            Samples.object("apps/v1", "StatefulSet", spec: spec(["volumeClaimTemplates": [claim]])), scaler,
            Samples.object("apps/v1", "DaemonSet", spec: spec()),
        ]
        var preview = Samples.preview(objects.map { Samples.object(.create, from: nil, to: $0) })
        let table = try PriceTable(["data": ["currency": "EUR", "cpu": "0.03"]])
        preview.cost = CostChange(preview.cost.resources, at: .table(table))
        return preview
    }

    @Test("a terminal and a pull request show both")
    func text() throws {
        let text = TextOutput.text(of: try Self.preview(), isColored: false)
        let lines = [
            "Cost: cpu +200m, memory +2Gi, +10.22 EUR per month; without what 1 object asks for.",
            "  Job.batch shop/one runs for a time only",
            "Risk: 3 of 12 deployments of its impact, size and time of day have failed (25 %).",
        ]
        #expect(text.hasSuffix(lines.map { $0 + "\n" }.joined()), "\(text)")
        let markdown = MarkdownOutput.text(of: try Self.preview(), bytes: 2_048)
        for line in lines { #expect(markdown.contains("`\(line)`"), "\(markdown)") }
    }

    @Test("what is kept, or is in the way, costs nothing")
    func kept() {
        let kept = Samples.preview([
            Samples.object(.keep("is kept"), from: Self.web, to: nil),
            Samples.object(.blocked("is in the way"), from: nil, to: Self.web),
        ])
        #expect(kept.cost.isNone && kept.risk == nil)
        #expect(!TextOutput.text(of: kept, isColored: false).contains("Cost"))
    }

    private static func past(_ traits: DeploymentTraits, _ count: Int, failed: Int = 0) -> [PastDeployment] {
        (0..<count).map { PastDeployment(traits, hasFailed: $0 < failed) }
    }

    @Test("deployments that are most like it count, as long as there are enough of them")
    func basis() throws {
        let next = DeploymentTraits(impact: .high, objects: 3, hour: 13)
        let same = DeploymentTraits(impact: .high, objects: 5, hour: 17)
        let earlier = DeploymentTraits(impact: .high, objects: 2, hour: 11)
        let larger = DeploymentTraits(impact: .high, objects: 6, hour: 13)
        let lighter = DeploymentTraits(impact: .low, objects: 3, hour: 13)
        let unknown = DeploymentTraits(impact: nil, objects: 3, hour: 13)
        func estimate(_ past: [PastDeployment]...) -> FailureEstimate? {
            FailureEstimate(of: next, from: past.flatMap(\.self))
        }
        let all = try #require(
            estimate(Self.past(same, 10, failed: 1), Self.past(earlier, 50), Self.past(lighter, 99)))
        #expect(all.basis == .impactSizeAndHour && all.samples == 10 && all.failed == 1 && all.rate == 10)
        let sized = try #require(estimate(Self.past(same, 9, failed: 1), Self.past(earlier, 2), Self.past(larger, 50)))
        #expect(sized.basis == .impactAndSize && sized.samples == 11 && sized.rate == 9)
        let grave = try #require(estimate(Self.past(same, 9), Self.past(larger, 3, failed: 3), Self.past(unknown, 50)))
        #expect(grave.basis == .impact && grave.samples == 12 && grave.rate == 25)
        let any = try #require(estimate(Self.past(same, 3), Self.past(lighter, 3, failed: 1), Self.past(unknown, 4)))
        #expect(any.basis == .all && any.samples == 10 && any.words.hasPrefix("1 of 10 deployments of the application"))
        #expect(estimate(Self.past(same, 9)) == nil && estimate([]) == nil)
    }

    @Test("nobody knows how grave it is: then those of which that is not known are not like it either")
    func unknown() throws {
        let next = DeploymentTraits(impact: nil, objects: 1, hour: 0)
        #expect(FailureEstimate(of: next, from: Self.past(next, 20))?.basis == .all)
    }
}
