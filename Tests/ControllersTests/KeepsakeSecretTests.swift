import Applying
import Documents
import KubeModel
import Observing
import Sourcing
import Testing

@testable import Controllers

/// What is kept of a deployment, as it lies in a Secret that others might write, too.
@Suite("Kept objects at rest") struct KeepsakeSecretTests {
    private static func place(
        _ deployment: String = "shop-20261130120000-aaaaaa", name: String = "shop", uid: String = "u-1"
    ) -> KeepsakePlace {
        KeepsakePlace(
            owner: KeptSecret.Owner(application: ObjectKey(namespace: "team", name: name), uid: uid),
            deployment: deployment)
    }

    private static func seal(_ key: [UInt8] = [1, 2, 3]) -> KeepsakeSeal {
        KeepsakeSeal(DigestKey(key)) { (0..<$0).map { _ in UInt8.random(in: .min ... .max) } }
    }

    private static func keepsake(_ name: String, _ text: String = "a secret of the shop", uid: String = "o-1")
        -> Keepsake
    {
        let id = ObjectID(group: "", kind: "ConfigMap", namespace: "team", name: name)
        return Keepsake(
            id: id, uid: uid,
            manifest: [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": ["name": .string(name), "namespace": "team"], "data": ["k": .string(text)],
            ])
    }

    /// As a server gives it back.
    private static func served(_ secret: KeepsakeSecret, _ change: (inout Value) -> Void = { _ in }) -> Value {
        var object = secret.object(in: "martlet", installation: "martlet")
        object.set(Pointer(tokens: ["metadata", "uid"]), to: "s-1")
        object.set(Pointer(tokens: ["metadata", "resourceVersion"]), to: "1")
        change(&object)
        return object
    }

    @Test("what is kept comes back as it was, and nothing of it is seen where it lies")
    func comesBack() throws {
        var secret = KeepsakeSecret(Self.place())
        let (isNews, failures) = secret.take([Self.keepsake("one"), Self.keepsake("two")], Self.seal())
        #expect(isNews && failures.isEmpty)
        let object = Self.served(secret)
        let text = object.json()
        for word in ["a secret", "\"one\"", "ConfigMap"] { #expect(!text.contains(word)) }
        let read = try #require(KeepsakeSecret(object))
        #expect(read.place == Self.place() && read.version?.resourceVersion == "1")
        #expect(read.opened(by: Self.seal()).broken.isEmpty)
        #expect(Set(read.opened(by: Self.seal()).objects) == [Self.keepsake("one"), Self.keepsake("two")])
        #expect(OwnSecrets.contain(ObjectKey(namespace: "martlet", name: object.name ?? ""), home: "martlet"))
    }

    @Test("kept again it is the same; changed since, the newest counts; another of its name does not take its place")
    func again() throws {
        var secret = KeepsakeSecret(Self.place())
        _ = secret.take([Self.keepsake("one")], Self.seal())
        #expect(secret.take([Self.keepsake("one")], Self.seal()).isNews == false)
        #expect(secret.take([Self.keepsake("one", "newer")], Self.seal()).isNews)
        #expect(secret.take([Self.keepsake("one", "made since", uid: "o-2")], Self.seal()).isNews == false)
        #expect(secret.opened(by: Self.seal()).objects == [Self.keepsake("one", "newer")])
    }

    @Test("what was put elsewhere, changed or cut short is not read, nor with another key")
    func tampering() throws {
        let (seal, keepsake) = (Self.seal(), Self.keepsake("one"))
        let name = KeepsakeSeal.name(keepsake.id)
        let sealed = try seal.close(keepsake, of: Self.place())
        #expect(try seal.open(sealed, named: name, of: Self.place()) == keepsake)
        let others = [
            Self.place("shop-20261130120001-aaaaaa"), Self.place(uid: "u-2"), Self.place(name: "other"),
        ]
        for other in others {
            #expect(throws: KeepsakeSeal.Broken.self) { try seal.open(sealed, named: name, of: other) }
        }
        #expect(throws: KeepsakeSeal.Broken.self) {
            try seal.open(sealed, named: KeepsakeSeal.name(Self.keepsake("two").id), of: Self.place())
        }
        #expect(throws: KeepsakeSeal.Broken.self) {
            try Self.seal([9]).open(sealed, named: name, of: Self.place())
        }
        for count in [0, 11, 12, 30, sealed.count - 1] {
            #expect(throws: KeepsakeSeal.Broken.self) {
                try seal.open(Array(sealed.prefix(count)), named: name, of: Self.place())
            }
        }
        var changed = sealed
        changed[20] ^= 1
        let error = #expect(throws: KeepsakeSeal.Broken.self) {
            try seal.open(changed, named: name, of: Self.place())
        }
        #expect(error?.message.contains("was changed") == true)
    }

    @Test("a Secret that says that it is another deployment's is none of either, or holds nothing that can be read")
    func swapped() throws {
        var secret = KeepsakeSecret(Self.place())
        _ = secret.take([Self.keepsake("one")], Self.seal())
        let forged = Self.served(secret) {
            $0.set(
                Pointer(tokens: ["metadata", "annotations", "gitops.martlet.dev/kept-of"]),
                to: "shop-20261130120001-aaaaaa")
        }
        #expect(KeepsakeSecret(forged) == nil)
        let other = Self.place(uid: "u-2")
        let moved = Self.served(secret) {
            $0.set(Pointer(tokens: ["metadata", "name"]), to: .string(KeepsakeSecret.name(for: other)))
            $0.set(Pointer(tokens: ["metadata", "annotations", "gitops.martlet.dev/kept-for-uid"]), to: "u-2")
        }
        let read = try #require(KeepsakeSecret(moved)).opened(by: Self.seal())
        #expect(read.objects.isEmpty && read.broken.count == 1)
        let nonsense = Self.served(secret) { $0["data"] = ["x": "!", "y": "AAAA", "z": 3] }
        let found = try #require(KeepsakeSecret(nonsense)).opened(by: Self.seal())
        #expect(found.objects.isEmpty && found.broken.count == 1)
    }

    @Test("an object that is too large, and what there is no room for, is refused; the rest is kept")
    func bounds() throws {
        var secret = KeepsakeSecret(Self.place())
        var random = SystemRandomNumberGenerator()
        func noise(_ count: Int) -> String {
            String((0..<count).map { _ in Character(UnicodeScalar(UInt8.random(in: 48...111, using: &random))) })
        }
        let large = Self.keepsake("large", String(repeating: "x", count: 2 << 20))
        let first = secret.take([large, Self.keepsake("one")], Self.seal())
        #expect(first.isNews && first.failures.keys.map(\.name) == ["large"])
        #expect(first.failures[large.id]?.code == .tooLarge)
        let many = (0..<4).map { Self.keepsake("n\($0)", noise(400 << 10)) }
        let second = secret.take(many, Self.seal())
        #expect(second.isNews && second.failures.count == 2 && secret.bytes <= KeepsakeSecret.mostBytes)
        #expect(secret.opened(by: Self.seal()).objects.count == 3)
    }

    @Test("of an application the newest of twenty deployments stay, for thirty days, and nothing of one that is gone")
    func retention() {
        func entry(_ number: Int, uid: String = "u-1", daysAgo: Int64) -> KeepsakeRetention.Entry {
            KeepsakeRetention.Entry(
                place: Self.place("shop-\(number)", uid: uid), uid: "s-\(number)",
                createdAt: KubeTime(seconds: 100 * 86_400 - daysAgo * 86_400), bytes: 1)
        }
        let now = KubeTime(seconds: 100 * 86_400)
        let recent = (0..<22).map { entry($0, daysAgo: Int64($0)) }
        let old = entry(50, uid: "u-2", daysAgo: 31)
        let gone = entry(60, uid: "u-3", daysAgo: 1)
        let surplus = KeepsakeRetention().surplus(of: recent + [old, gone], now: now) { $0.uid == "u-3" }
        #expect(Set(surplus.map(\.place.deployment)) == ["shop-20", "shop-21", "shop-50", "shop-60"])
    }
}

@Suite("Requests for what was deleted") struct RestoreRequestTests {
    private func keepsake(_ kind: String, _ name: String) -> Keepsake {
        let id = ObjectID(group: kind == "Deployment" ? "apps" : "", kind: kind, namespace: "team", name: name)
        return Keepsake(id: id, uid: "u", manifest: [:])
    }

    @Test("the first word is anything new, then the deployment, then what is meant")
    func words() throws {
        let request = RestoreRequest("t1 shop-1 --dry-run ConfigMap/one, Deployment.apps/team/web")
        #expect(request.deployment == "shop-1" && request.isTrial)
        #expect(try request.names().map { "\($0)" } == ["ConfigMap/one", "Deployment.apps/team/web"])
        #expect(try RestoreRequest("t1 shop-1").names().isEmpty)
        for text in ["", "t1", "t1 shop-1 one", "t1 shop-1 " + String(repeating: "x", count: 5_000)] {
            #expect(throws: ObjectRequest.Refused.self) { try RestoreRequest(text).names() }
        }
    }

    @Test("what is named has to be among what is kept; without names all is meant")
    func choice() throws {
        let kept = [keepsake("ConfigMap", "one"), keepsake("Deployment", "web")]
        let names = try RestoreRequest("t shop-1 Deployment.apps/web").names()
        #expect(try RestoreRequest.choose([], from: kept) == kept)
        #expect(try RestoreRequest.choose(names, from: kept) == [kept[1]])
        let unknown = try RestoreRequest("t shop-1 Secret/web").names()
        let refused = #expect(throws: ObjectRequest.Refused.self) { try RestoreRequest.choose(unknown, from: kept) }
        #expect(refused?.why.contains("ConfigMap team/one") == true)
    }
}
