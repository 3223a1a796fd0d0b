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
}
