import Applying
import Documents
import GitOpsAPI
import Planning
import Sourcing
import TestKit
import Testing

@testable import Controllers

@Suite("Gates") struct GateTests {
    private func request(
        isAutomatic: Bool = true, isAsked: Bool = false, obstacle: GateVerdict? = nil,
        remembering count: Int = 0
    ) throws -> GateRequest {
        let spec = try GitOpsApplication.Spec([
            "source": ["repositoryRef": ["name": "r"]], "sync": ["automatic": .bool(isAutomatic)],
        ])
        // Names that share nothing take the most room.
        let outside = Inventory(
            (0..<count).map { number in
                InventoryEntry(
                    id: ObjectID(group: "", kind: "ConfigMap", namespace: "a", name: "\(Digest(number))"),
                    version: "v1", settled: nil)
            })
        let desired = [DesiredObject(id: one, version: "v1", digest: 1, place: "a.yaml:1")]
        let made = plan(
            desired: desired, inventory: Inventory(), live: { _ in nil },
            options: PlanOptions(owner: "a/b", prune: true, selfHeal: true, allowEmpty: false, forceAll: false))
        let premises = Premises(desired: desired, types: [:], inventory: Inventory(), problems: [], outside: outside)
        return GateRequest(spec: spec, isAsked: isAsked, obstacle: obstacle, plan: made, premises: premises)
    }

    private let one = ObjectID(group: "", kind: "ConfigMap", namespace: "a", name: "one")

    /// Something that is different for each number, and long.
    private struct Digest: CustomStringConvertible {
        var number: UInt64

        init(_ number: Int) { self.number = UInt64(number) }

        var description: String {
            (1...4).map { round in
                String((number &+ UInt64(round)) &* 0x9E37_79B9_7F4A_7C15 ^ (number << UInt64(round * 7)), radix: 36)
            }.joined(separator: "-")
        }
    }

    @Test("let a change pass that nothing speaks against")
    func open() throws {
        let verdicts = Gates.verdicts(try request())
        #expect(verdicts.isEmpty && verdicts.letSomethingPass && !verdicts.allowRepairsOnly)
        #expect(verdicts.verdict == .proceeds)
    }

    @Test("in manual mode let nothing pass before a person asks, which is no failure")
    func manual() throws {
        let verdicts = Gates.verdicts(try request(isAutomatic: false))
        #expect(!verdicts.letSomethingPass)
        #expect(verdicts.verdict == .proceeds)
        #expect(Gates.verdicts(try request(isAutomatic: false, isAsked: true)).isEmpty)
    }

    @Test("let repairs pass while the newest revision cannot be used, and say why it cannot")
    func obstacle() throws {
        let obstacle = GateVerdict.source(.fails(Finding(reason: "RenderFailed", message: "a.yaml:1")))
        let verdicts = Gates.verdicts(try request(obstacle: obstacle))
        #expect(verdicts.letSomethingPass && verdicts.allowRepairsOnly)
        #expect(verdicts.verdict == obstacle.verdict)
    }

    @Test("are all heard; the first gives the reason")
    func several() throws {
        let obstacle = GateVerdict.dependencies(Finding(reason: "DependencyNotReady", message: "waits"))
        let verdicts = Gates.verdicts(try request(isAutomatic: false, obstacle: obstacle))
        #expect(verdicts.map(\.gate) == ["Dependencies", "Manual"])
        #expect(!verdicts.letSomethingPass)
        #expect(verdicts.verdict == obstacle.verdict)
        #expect(
            verdicts.compactMap(\.result) == [
                GitOpsApplication.Gate(
                    name: "Dependencies", verdict: .hold, reason: "DependencyNotReady", message: "waits"),
                GitOpsApplication.Gate(
                    name: "Manual", verdict: .hold, reason: "Manual",
                    message:
                        "spec.sync.automatic is off; annotate the application with gitops.martlet.dev/sync to apply it"),
            ])
    }

    @Test("let nothing new pass that status has no room for")
    func size() throws {
        let verdicts = Gates.verdicts(try request(remembering: 60_000))
        #expect(verdicts.map(\.gate) == ["InventorySize"])
        guard case .stalls(let finding) = verdicts.verdict else { return #expect(Bool(false), "\(verdicts)") }
        #expect(finding.reason == "TooManyObjects")
        #expect(verdicts.allowRepairsOnly)
    }
}
