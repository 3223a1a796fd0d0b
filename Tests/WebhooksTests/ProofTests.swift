import Foundation
import Testing
import Webhooks

@Suite("The proof of a delivery") struct ProofTests {
    private let body = Array(#"{"ref":"refs/heads/main"}"#.utf8)

    @Test("holds for the right secret, and for none else", arguments: Sender.allCases)
    func secrets(_ sender: Sender) {
        let delivery = Fixtures.delivery(sender, body)
        #expect(Fixtures.holds(delivery, sender))
        #expect(Fixtures.holds(delivery, sender, "another secret of ours", Fixtures.secret), "one that takes its place")
        #expect(!Fixtures.holds(delivery, sender, "another secret of ours"))
        #expect(!Fixtures.holds(Fixtures.delivery(sender, body, secret: ""), sender))
        #expect(!Proof.holds(delivery, from: sender, keys: [], now: Fixtures.now))
        #expect(!Fixtures.holds(Delivery(headers: [:], query: "", body: body), sender), "nothing is said")
    }

    @Test(
        "of a signature holds for one body only",
        arguments: [.gitHub, .ghcr, .gitea, .bitbucket, .bitbucketServer, .generic] as [Sender])
    func swapped(_ sender: Sender) {
        var delivery = Fixtures.delivery(sender, body)
        delivery.body = Array(#"{"ref":"refs/heads/evil"}"#.utf8)
        #expect(!Fixtures.holds(delivery, sender))
        delivery.body = []
        #expect(!Fixtures.holds(delivery, sender))
    }

    @Test("is GitHub's: the example of its documentation")
    func gitHub() {
        let delivery = Delivery(
            headers: ["x-hub-signature-256": "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"],
            query: "", body: Array("Hello, World!".utf8))
        #expect(Fixtures.holds(delivery, .gitHub, "It's a Secret to Everybody"))
    }

    @Test("is no older hash, no other's header, and nothing broken")
    func weaker() {
        let right = Fixtures.hmac(body)
        for headers in [
            ["x-hub-signature": "sha256=\(right)"], ["x-gitea-signature": right],
            ["x-hub-signature-256": "sha1=\(right.prefix(40))"], ["x-hub-signature-256": "sha256=\(right.dropLast())"],
            ["x-hub-signature-256": "sha256="], ["x-hub-signature-256": "sha256=\(right)00"],
            ["x-hub-signature-256": String(right.dropLast()) + "é"], ["x-gitlab-token": Fixtures.secret],
            ["authorization": Fixtures.secret],
        ] {
            #expect(!Fixtures.holds(Delivery(headers: headers, query: "", body: body), .gitHub), "\(headers)")
        }
    }

    @Test("is Gitea's, Forgejo's and Gogs' in each of their headers; the first that is there counts")
    func gitea() {
        for name in ["x-forgejo-signature", "x-gitea-signature", "x-gogs-signature", "x-hub-signature-256"] {
            #expect(Fixtures.holds(Delivery(headers: [name: Fixtures.hmac(body)], query: "", body: body), .gitea))
        }
        let headers = ["x-gitea-signature": Fixtures.hmac([]), "x-gogs-signature": Fixtures.hmac(body)]
        #expect(!Fixtures.holds(Delivery(headers: headers, query: "", body: body), .gitea))
    }

    @Test(
        "of Standard Webhooks is signed with its id and its time, which is near ours",
        arguments: [.gitLab, .generic] as [Sender])
    func standard(_ sender: Sender) {
        func delivery(_ headers: [String: String]) -> Delivery { Delivery(headers: headers, query: "", body: body) }
        let right = Fixtures.standard(body)
        #expect(Fixtures.holds(delivery(right), sender))
        #expect(Fixtures.holds(delivery(right), sender, now: Fixtures.now + 299))
        #expect(!Fixtures.holds(delivery(right), sender, now: Fixtures.now + 301), "too old")
        #expect(!Fixtures.holds(delivery(right), sender, now: Fixtures.now - 301), "of the future")
        for (name, value) in [
            ("webhook-id", "msg_2"), ("webhook-timestamp", "\(Int(Fixtures.now) + 1)"), ("webhook-timestamp", "now"),
            ("webhook-signature", "v1,"), ("webhook-signature", "v2" + (right["webhook-signature"] ?? "").dropFirst(2)),
        ] {
            #expect(!Fixtures.holds(delivery(right.merging([name: value]) { $1 }), sender), "\(name): \(value)")
        }
        let several = right.merging(["webhook-signature": "v1a,xyz v1,AAAA \(right["webhook-signature"] ?? "")"]) { $1 }
        #expect(Fixtures.holds(delivery(several), sender), "one of several")
        let wrong = Fixtures.standard(body, key: Array("another secret".utf8))
        let token = wrong.merging(["x-gitlab-token": Fixtures.secret, "x-signature": "sha256=\(Fixtures.hmac(body))"]) {
            $1
        }
        #expect(!Fixtures.holds(delivery(token), sender), "what is signed is not believed for a weaker word")
    }

    @Test("of Standard Webhooks has its key in base64")
    func standardKey() {
        let key: [UInt8] = Array(1...32)
        let delivery = Delivery(headers: Fixtures.standard(body, key: key), query: "", body: body)
        #expect(Fixtures.holds(delivery, .generic, "whsec_" + Data(key).base64EncodedString()))
    }

    @Test("in Authorization is the whole of it, a bearer's token or a password")
    func authorization() {
        for value in [
            Fixtures.secret, "Bearer \(Fixtures.secret)", "bearer \(Fixtures.secret)", Fixtures.basic(Fixtures.secret),
        ] {
            for sender in [.azureDevOps, .harbor, .cloudEvents] as [Sender] {
                #expect(Fixtures.holds(Delivery(headers: ["authorization": value], query: "", body: body), sender))
            }
        }
        for value in ["Basic \(Fixtures.secret)", "Basic !", "Basic", "Bearer ", Fixtures.basic("")] {
            #expect(
                !Fixtures.holds(Delivery(headers: ["authorization": value], query: "", body: body), .harbor), "\(value)"
            )
        }
        #expect(
            Fixtures.holds(
                Delivery(headers: [:], query: "a=b&access_token=a+b%2Bc%2Bd%2Be%2Bf", body: body), .cloudEvents,
                "a b+c+d+e+f"))
        #expect(!Fixtures.holds(Delivery(headers: [:], query: "access_token=%zz", body: body), .cloudEvents, "%zz"))
    }

    @Test("tells nothing of its secret")
    func silence() {
        let key = WebhookKey(Fixtures.secret)
        var text = "\(key) \(String(reflecting: key))"
        dump(key, to: &text)
        #expect(!text.contains("Everybody"))
    }
}
