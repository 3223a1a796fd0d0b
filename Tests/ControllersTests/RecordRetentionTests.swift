import Documents
import KubeModel
import Testing

@testable import Controllers

@Suite("which records of deployments are kept") struct RecordRetentionTests {
    private static let now = KubeTime(seconds: 1_800_000_000)

    private func entry(
        _ number: Int, daysAgo days: Int, of application: String = "a", isCompleted: Bool = true, isSettled: Bool = true
    ) -> RecordRetention.Entry {
        RecordRetention.Entry(
            key: ObjectKey(namespace: "shop", name: "\(application)-\(number)"), uid: "\(number)",
            application: application, startedAt: Self.now + .seconds(-86_400 * days), isCompleted: isCompleted,
            isSettled: isSettled)
    }

    private func surplus(_ entries: [RecordRetention.Entry]) -> Set<String> {
        Set(RecordRetention(count: 3).surplus(of: entries, now: Self.now).map(\.key.name))
    }

    @Test("the newest of each application, for ninety days")
    func newest() {
        let entries = (1...5).map { entry($0, daysAgo: 10 - $0) } + [entry(9, daysAgo: 1, of: "b")]
        #expect(surplus(entries.reversed()) == ["a-1", "a-2"])
        #expect(surplus([entry(1, daysAgo: 91), entry(2, daysAgo: 89)]) == ["a-1"])
    }

    @Test("the last that was completed stays whatever its age, and so does what is under way")
    func last() {
        #expect(surplus([entry(1, daysAgo: 400), entry(2, daysAgo: 300)]) == ["a-1"])
        let failures = (2...5).map { entry($0, daysAgo: 10 - $0, isCompleted: false) }
        #expect(surplus([entry(1, daysAgo: 400)] + failures) == ["a-2"])
        #expect(surplus([entry(1, daysAgo: 400, isCompleted: false, isSettled: false)]) == [])
    }
}
