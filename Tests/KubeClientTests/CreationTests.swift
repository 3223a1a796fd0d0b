import Documents
import KubeModel
import Testing

@testable import KubeClient

@Suite struct CreationTests {
    private let body: Value = ["kind": "Lease", "metadata": ["name": "a"], "spec": ["holder": "me"]]
    private let stored: Value = [
        "kind": "Lease", "metadata": ["name": "a", "uid": "u"], "spec": ["holder": "me", "added": 1],
    ]

    /// What comes of a creation whose attempts are answered like this, and how many there were.
    private func outcome(
        of attempts: [Result<Value, KubeError>], finding found: Value? = nil
    ) async -> (result: Result<Value, KubeError>, attempts: Int) {
        var made = 0
        do throws(KubeError) {
            let object = try await Creation.carryOut(body) { () async throws(KubeError) in
                made += 1
                return try attempts[made - 1].get()
            } read: { () async throws(KubeError) in
                guard let found else { throw KubeError(.notFound, "not asked for") }
                return found
            }
            return (.success(object), made)
        } catch {
            return (.failure(error), made)
        }
    }

    private let lost = KubeError(.transport, "Error in the HTTP2 framing layer")
    private let exists = KubeError(.alreadyExists, "it exists", status: 409)

    @Test("one that is answered is made once")
    func answered() async {
        #expect(await outcome(of: [.success(stored)]) == (.success(stored), 1))
        #expect(await outcome(of: [.failure(exists)], finding: stored) == (.failure(exists), 1))
    }

    @Test("one whose answer was lost is made again, and found to be made if it was")
    func lostAnswer() async {
        #expect(await outcome(of: [.failure(lost), .success(stored)]) == (.success(stored), 2))
        #expect(await outcome(of: [.failure(lost), .failure(exists)], finding: stored) == (.success(stored), 2))
    }

    @Test("what somebody else has made meanwhile is theirs")
    func another() async {
        let theirs: Value = ["kind": "Lease", "metadata": ["name": "a", "uid": "u"], "spec": ["holder": "another"]]
        #expect(await outcome(of: [.failure(lost), .failure(exists)], finding: theirs) == (.failure(exists), 2))
    }

    @Test("a server that stays away is an error")
    func away() async {
        #expect(await outcome(of: [.failure(lost), .failure(lost)]) == (.failure(lost), 2))
    }
}
