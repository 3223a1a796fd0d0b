import Documents
import KubeModel
import Testing

@Suite struct ConditionsTests {
    private let start = KubeTime(seconds: 1_000)
    private let later = KubeTime(seconds: 2_000)

    @Test("the transition time changes only with the status")
    func transitionTime() {
        var conditions = Conditions()
        conditions.set("Ready", .false, reason: "Applying", message: "one", generation: 1, now: start)
        conditions.set("Ready", .false, reason: "Waiting", message: "two", generation: 2, now: later)
        #expect(conditions["Ready"]?.lastTransitionTime == start)
        #expect(conditions["Ready"]?.reason == "Waiting")
        #expect(conditions["Ready"]?.observedGeneration == 2)
        conditions.set("Ready", .true, reason: "Done", message: "", generation: 2, now: later)
        #expect(conditions["Ready"]?.lastTransitionTime == later)
        #expect(conditions.isTrue("Ready"))
    }

    @Test("conditions stand sorted by type, one of each")
    func sorted() {
        var conditions = Conditions()
        for type in ["Stalled", "Ready", "Reconciling", "Ready"] {
            conditions.set(type, .true, reason: "Because", message: "", generation: nil, now: start)
        }
        #expect(conditions.all.map(\.type) == ["Ready", "Reconciling", "Stalled"])
        conditions.remove("Ready")
        #expect(conditions["Ready"] == nil)
    }

    @Test("long messages are cut between characters")
    func longMessage() {
        var conditions = Conditions()
        let message = String(repeating: "é", count: 2_000)
        conditions.set("Ready", .false, reason: "Failed", message: message, generation: nil, now: start)
        let kept = conditions["Ready"]?.message ?? ""
        #expect(kept.utf8.count <= Condition.messageLimit)
        #expect(kept.utf8.count > Condition.messageLimit - 4)
        #expect(kept.hasSuffix("é…"))
    }

    @Test("the value reads back as the same conditions")
    func roundTrip() throws {
        var conditions = Conditions()
        conditions.set("Ready", .unknown, reason: "Starting", message: "hello", generation: 4, now: start)
        conditions.set("Stalled", .false, reason: "Fine", message: "", generation: nil, now: later)
        #expect(Conditions(conditions.value) == conditions)
        #expect(Conditions(try JSON.parse(conditions.value.json(), limits: .file)) == conditions)
    }

    @Test("what is no condition is left out")
    func foreign() {
        let value: Value = [
            ["type": "A", "status": "Maybe"], ["status": "True"], "text", ["type": "B", "status": "True"],
        ]
        #expect(Conditions(value).all.map(\.type) == ["B"])
        #expect(Conditions(nil).all.isEmpty)
    }
}
