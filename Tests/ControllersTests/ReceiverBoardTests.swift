import Cryptography
import Documents
import GitOpsAPI
import Observing
import Surroundings
import TestKit
import Testing
import Webhooks

@testable import Controllers

@Suite("The board of receivers") struct ReceiverBoardTests {
    private static let secret = "a secret of sixteen and more"
    private let clock = ManualClock()
    private let key = ObjectKey(namespace: "shop", name: "ci")

    private func receiver(uid: String = "1", _ spec: Object = [:]) throws -> GitOpsReceiver {
        var whole: Object = ["type": "GitHub", "secretRef": ["name": "s"]]
        for (name, value) in spec { whole[name] = value }
        return try GitOpsReceiver([
            "metadata": ["namespace": "shop", "name": "ci", "uid": .string(uid)], "spec": .object(whole),
        ])
    }

    private func board(_ receiver: GitOpsReceiver, keys: [String] = [secret]) -> ReceiverBoard {
        let board = ReceiverBoard(
            digestKey: DigestKey(Array(1...32)), surroundings: Surroundings(clock, timeOfDay: { 1_764_500_000 }))
        board.note(key, receiver, keys: keys.map { WebhookKey($0) })
        return board
    }

    private func delivery(
        _ id: String = "1", repository: String = "https://github.com/shop/config", commit: Character = "a",
        event: String = "push", secret: String = secret
    ) -> Delivery {
        let body = Array(
            #"{"ref":"refs/heads/main","after":"\#(String(repeating: commit, count: 40))","repository":{"clone_url":"\#(repository)"}}"#
                .utf8)
        var hash = KeyedHash(key: Array(secret.utf8))
        hash.add(body)
        let digits = hash.finish().map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
        return Delivery(
            headers: ["x-github-event": event, "x-github-delivery": id, "x-hub-signature-256": "sha256=\(digits)"],
            query: "", body: body)
    }

    @Test("gives each receiver a path of 128 bits, the same in every process, and never another's")
    func paths() throws {
        let board = try board(receiver())
        let path = board.path(of: "1")
        #expect(path.wholeMatch(of: #//hooks/[0-9a-f]{32}/#) != nil)
        #expect(try self.board(receiver()).path(of: "1") == path)
        #expect(board.path(of: "2") != path)
        #expect(ReceiverBoard(digestKey: DigestKey(Array(2...33)), surroundings: .system).path(of: "1") != path)
        #expect(board.isKnown(path) && !board.isKnown(board.path(of: "2")))
        board.note(key, try receiver(uid: "2"), keys: [])
        #expect(!board.isKnown(path), "one of the same name is another")
        board.note(key, nil, keys: [])
        #expect(board.count == 0 && !board.isKnown(board.path(of: "2")))
    }

    @Test("takes what is rightly signed, and nothing else")
    func answers() throws {
        let board = try board(receiver())
        let path = board.path(of: "1")
        func answer(_ delivery: Delivery, at other: String? = nil) -> Int {
            board.receive(delivery, at: other ?? path).answer.status
        }
        #expect(answer(delivery(), at: "/hooks/") == 404)
        #expect(answer(delivery(secret: "another secret of sixteen")) == 401)
        var swapped = delivery("2")
        swapped.body = delivery("2", commit: "b").body
        #expect(answer(swapped) == 401)
        #expect(board.takeReceived(of: key) == ReceiverBoard.Received(), "nothing came of these")
        #expect(answer(delivery()) == 202)
        #expect(answer(delivery(event: "ping")) == 202, "the same id and body once more")
        #expect(answer(delivery("3", event: "ping")) == 200)
        #expect(answer(delivery("4", event: "issues")) == 202)
        let received = board.takeReceived(of: key)
        #expect(received.deliveries == 3)
        #expect(received.hints.map(\.repositories) == [["github.com/shop/config"]])
        #expect(received.hints[0].changes.map(\.reference) == ["refs/heads/main"])
        #expect(board.receive(delivery(), at: path).answer.result == .repeated)
        #expect(board.takeReceived(of: key) == ReceiverBoard.Received(), "what came before is nothing new")
    }

    @Test("takes nothing without a secret, or while suspended")
    func unavailable() throws {
        let board = try board(receiver(), keys: [])
        let path = board.path(of: "1")
        #expect(board.receive(delivery(), at: path).answer.status == 503)
        board.note(key, try receiver(["suspend": true]), keys: [WebhookKey(Self.secret)])
        #expect(board.receive(delivery(), at: path).answer.status == 503)
        board.note(key, try receiver(), keys: [WebhookKey("a later secret of sixteen"), WebhookKey(Self.secret)])
        #expect(board.receive(delivery(), at: path).answer.status == 202, "the second of two secrets")
    }

    @Test("looks at so many a second, checks no more, and keeps little, however many come")
    func flood() throws {
        let board = try board(receiver())
        let path = board.path(of: "1")
        var results: [ReceiverAnswer.Result: Int] = [:]
        for second in 0..<60 {
            for number in 0..<400 {
                let one = delivery("\(second).\(number)", repository: "https://github.com/shop/config\(number)")
                results[board.receive(one, at: path).answer.result, default: 0] += 1
            }
            let kept = board.kept(of: key)
            #expect(kept.hints <= ReceiverBoard.mostHints && kept.marks <= ReceiverBoard.remembered)
            clock.advance(by: .seconds(1))
        }
        #expect(results[.accepted] == 200 + 59 * 50 && results[.limited] == 24_000 - 200 - 59 * 50)
        let received = board.takeReceived(of: key)
        #expect(received.deliveries == 200 + 59 * 50)
        #expect(received.hints.contains { $0.repositories.isEmpty }, "then it may have been any of them")
    }

    @Test("holds one receiver's flood against no other")
    func others() throws {
        let board = try board(receiver())
        let other = ObjectKey(namespace: "other", name: "ci")
        board.note(other, try receiver(uid: "2"), keys: [WebhookKey(Self.secret)])
        for number in 0..<1_000 { _ = board.receive(delivery("\(number)", secret: "wrong"), at: board.path(of: "1")) }
        #expect(board.receive(delivery(), at: board.path(of: "1")).answer.status == 429)
        #expect(board.receive(delivery(), at: board.path(of: "2")).answer.status == 202)
    }

    @Test("makes one hint of several for a repository, with the newest of each reference")
    func merging() throws {
        let board = try board(receiver(["hosts": [["github.com", "github.example.org"]]]))
        let path = board.path(of: "1")
        _ = board.receive(delivery("1", commit: "a"), at: path)
        _ = board.receive(delivery("2", repository: "git@github.example.org:Shop/Config.git", commit: "b"), at: path)
        let received = board.takeReceived(of: key)
        #expect(received.hints.count == 1 && received.hints[0].changes.count == 1)
        #expect(received.hints[0].changes[0].commit == String(repeating: "b", count: 40))
        board.putBack(received, of: key)
        _ = board.receive(delivery("3", commit: "c"), at: path)
        let again = board.takeReceived(of: key)
        #expect(again.deliveries == 3 && again.hints.count == 1)
        #expect(again.hints[0].changes[0].commit == String(repeating: "c", count: 40))
    }
}
