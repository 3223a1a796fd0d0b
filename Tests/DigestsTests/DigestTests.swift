import Digests
import Documents
import Testing

@Suite("digests")
struct DigestTests {
    @Test("are SHA-256")
    func vector() {
        let hex = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        #expect(Digest.of("abc").hex == hex)
        #expect(Digest.of("abc").prefix64 == 0xba78_16bf_8f01_cfea)
    }

    @Test("of documents do not depend on the order of keys")
    func order() {
        #expect(Digest.of(["a": 1, "b": 2] as Value) == Digest.of(["b": 2, "a": 1] as Value))
        #expect(Digest.of([1, 2] as Value) != Digest.of([2, 1] as Value))
    }

    @Test("of parts tell where one part ends")
    func delimited() {
        func digest(_ parts: [String]) -> Digest {
            var builder = Digest.Builder()
            for part in parts { builder.add(part) }
            return builder.finish()
        }
        #expect(digest(["ab", "c"]) != digest(["a", "bc"]))
        #expect(digest(["ab", "c"]).hex == "430fb1b4ac43316eca81fab27a1930ab8eff8fef6a1dc7903dce44bbc2790dc5")
    }

    @Test("with a key are HMAC-SHA256, over delimited parts")
    func keyed() {
        func digest(_ key: String, _ parts: [String]) -> Digest {
            var builder = Digest.KeyedBuilder(key: Array(key.utf8))
            for part in parts { builder.add(part) }
            return builder.finish()
        }
        #expect(digest("key", ["abc"]).hex == "b1276469aae36eb2925729bb524bcab9ddaa14554df0124c6aa43df8ae063e51")
        #expect(digest("key", ["ab", "c"]) != digest("key", ["a", "bc"]))
        #expect(digest("key", ["abc"]) != digest("yek", ["abc"]))
    }
}
