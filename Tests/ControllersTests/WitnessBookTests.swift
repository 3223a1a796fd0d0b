import Approvals
import Documents
import KubeModel
import Testing

@testable import Controllers

@Suite("The book of witnesses") struct WitnessBookTests {
    private static let digest = String(repeating: "0a", count: 32)
    private static let subject = Witness.Subject(namespace: "shop", environment: "prod", digest: digest)

    private func add(_ book: WitnessBook, _ name: String, by user: String, second: Int) throws {
        let object: Value = [
            "metadata": [
                "name": .string(name), "uid": .string(name),
                "creationTimestamp": .string(KubeTime(seconds: 1_800_000_000 + Int64(second)).description),
            ],
            "spec": ["signerName": .string(Witness.signer(.approve, Self.subject)), "username": .string(user)],
        ]
        let witness = try #require(Witness(object))
        _ = book.note(ObjectKey(namespace: "", name: name), nil, witness)
    }

    @Test("who decides again and again keeps nobody else from being heard; the last decisions of each count")
    func flood() throws {
        let book = WitnessBook()
        for number in 0..<1_000 { try add(book, "m\(number)", by: "mallory", second: number) }
        try add(book, "alice", by: "alice", second: 0)
        let decisions = book.decisions(about: Self.subject)
        #expect(decisions.count == WitnessBook.mostOfUser + 1 && decisions.contains { $0.user == "alice" })
        #expect(decisions.last?.proof == "m999/m999")
        for number in 0..<1_000 { try add(book, "u\(number)", by: "user \(number)", second: number) }
        #expect(Set(book.decisions(about: Self.subject).map(\.user)).count == WitnessBook.mostUsers)
    }

    @Test("an application is called for the plan that it asks about, in its own namespace")
    func askers() {
        let book = WitnessBook()
        let application = ObjectKey(namespace: "shop", name: "web")
        book.ask([Self.digest], application)
        #expect(book.asker(of: Self.subject) == application)
        let elsewhere = Witness.Subject(namespace: "other", environment: "prod", digest: Self.digest)
        #expect(book.asker(of: elsewhere) == nil)
        book.ask([], application)
        #expect(book.asker(of: Self.subject) == nil)
    }
}
