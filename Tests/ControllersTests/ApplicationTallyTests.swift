import Documents
import GitOpsAPI
import TestKit
import Testing

@testable import Controllers

@Suite struct ApplicationTallyTests {
    private func application(_ sync: String?, _ health: String? = nil) throws -> GitOpsApplication {
        var status: Value = [:]
        if let sync { status["sync"] = ["status": .string(sync)] }
        if let health { status["health"] = ["status": .string(health)] }
        return try GitOpsApplication([
            "metadata": ["name": "web", "namespace": "shop", "uid": "u", "resourceVersion": "1"], "status": status,
        ])
    }

    private func counts(_ tally: ApplicationTally) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: tally.counts.map { ("\($0.sync) \($0.health)", $1) })
    }

    @Test func `Each counts once, as it is now, and no more once it is gone`() throws {
        let tally = ApplicationTally()
        let (fresh, synced, ill) = (
            try application(nil), try application("Synced", "Healthy"), try application("Synced", "Degraded")
        )
        tally.note(nil, fresh)
        tally.note(nil, fresh)
        #expect(counts(tally) == ["Unknown Unknown": 2])
        tally.note(fresh, synced)
        tally.note(synced, synced)
        #expect(counts(tally) == ["Unknown Unknown": 1, "Synced Healthy": 1])
        tally.note(synced, ill)
        tally.note(fresh, nil)
        #expect(counts(tally) == ["Synced Degraded": 1])
        tally.note(ill, nil)
        #expect(tally.counts.isEmpty)
    }
}
