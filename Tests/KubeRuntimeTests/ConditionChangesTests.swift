import KubeModel
import KubeRuntime
import Testing

@Suite struct ConditionChangesTests {
    private func conditions(_ all: (String, Condition.Status, String, String)...) -> Conditions {
        var conditions = Conditions()
        for (type, status, reason, message) in all {
            conditions.set(type, status, reason: reason, message: message, generation: 1, now: KubeTime(seconds: 0))
        }
        return conditions
    }

    @Test("another status or reason is a change, another message is not")
    func changes() {
        let old = conditions(
            ("Gone", .true, "Was", ""), ("Ready", .true, "Synced", "3 objects"), ("Stalled", .false, "Fine", ""))
        let new = conditions(
            ("New", .unknown, "Begins", ""), ("Ready", .true, "Synced", "4 objects"), ("Stalled", .false, "Other", ""))
        let changes = new.changes(since: old)
        #expect(changes.map(\.type) == ["Gone", "New", "Stalled"])
        #expect(changes.first?.new == nil && changes.first?.old?.reason == "Was")
        #expect(new.changes(since: new).isEmpty)
    }
}
