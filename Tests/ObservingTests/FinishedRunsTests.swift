import Documents
import Planning
import Testing

@testable import Observing

@Suite("How things that run once have ended")
struct FinishedRunsTests {
    private let id = ObjectID(group: "batch", kind: "Job", namespace: "shop", name: "mig")

    @Test("it is known also of what is gone, and not of its next life")
    func lives() {
        var runs = FinishedRuns()
        runs.note(id, uid: "1", nil)
        #expect(runs[id] == nil)
        runs.note(id, uid: "1", .succeeded)
        runs.note(id, uid: "1", nil)
        #expect(runs[id] == .succeeded)
        runs.note(id, uid: "2", nil)
        #expect(runs[id] == nil)
    }

    @Test("beyond the limit the namespace that has most loses what is oldest, and no other anything")
    func bound() {
        func id(_ namespace: String, _ number: Int) -> ObjectID {
            ObjectID(group: "batch", kind: "Job", namespace: namespace, name: "job-\(number)")
        }
        var runs = FinishedRuns()
        for number in 0..<100 { runs.note(id("quiet", number), uid: "1", .succeeded) }
        for number in 0..<3 * FinishedRuns.limit {
            runs.note(id("loud", number), uid: "1", .succeeded)
            // What is known already takes no more room.
            runs.note(id("quiet", 0), uid: "1", .succeeded)
        }
        #expect((0..<100).allSatisfy { runs[id("quiet", $0)] == .succeeded })
        #expect(runs[id("loud", 0)] == nil)
        let latest = 3 * FinishedRuns.limit - FinishedRuns.limit / 3
        #expect((latest..<3 * FinishedRuns.limit).allSatisfy { runs[id("loud", $0)] == .succeeded })
    }
}
