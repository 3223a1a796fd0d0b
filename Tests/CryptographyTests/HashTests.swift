import Foundation
import Testing

@testable import Cryptography

@Suite("Hashes")
struct HashTests {
    private static let vectors: [(function: HashFunction, bytes: [UInt8], hash: String)] = [
        (.sha1, [], "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
        (.sha1, Array("abc".utf8), "a9993e364706816aba3e25717850c26c9cd0d89d"),
        (.sha1, Array(0..<200), "54d11e99127d159799dbce10f51a75e697780478"),
        (.sha256, [], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (.sha256, Array("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (.sha256, Array(0..<200), "1901da1c9f699b48f6b2636e65cbf73abf99d0441ef67f5c540a42f7051dec6f"),
        (
            .sha512, [],
            "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
                + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
        ),
        (
            .sha512, Array("abc".utf8),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
        ),
        (
            .sha512, Array(0..<200),
            "986058e9895e2c2ab8f9e8cbdf801db12a44842a56a91d5a4e87b1fc98b29372"
                + "2c4664142e42c3c551ff898646268cd92b84ed230b8c94bed7798d4f27cd7465"
        ),
    ]

    private func hex(_ bytes: [UInt8]) -> String { bytes.map { String(format: "%02x", $0) }.joined() }

    @Test("are those of the standards, in one piece and in many")
    func vectors() {
        for vector in Self.vectors {
            #expect(hex(vector.function.hash(vector.bytes)) == vector.hash)
            var running = RunningHash(vector.function)
            for byte in vector.bytes { running.add([byte]) }
            running.add([])
            #expect(hex(running.finish()) == vector.hash)
        }
        #expect(Set(Self.vectors.map(\.function)) == Set(HashFunction.allCases))
    }

    @Test("of copies go their own ways")
    func copies() {
        var first = RunningHash(.sha256)
        first.add(Array("a".utf8))
        var second = first
        second.add(Array("b".utf8))
        let third = first
        first.add(Array("bc".utf8))
        #expect(third.finish() == HashFunction.sha256.hash(Array("a".utf8)))
        #expect(second.finish() == HashFunction.sha256.hash(Array("ab".utf8)))
        #expect(first.finish() == HashFunction.sha256.hash(Array("abc".utf8)))
    }

    @Test("with a key are those of RFC 4231, with an empty one too")
    func keyed() {
        let rows: [(key: [UInt8], text: String, hash: String)] = [
            (
                Array(repeating: 0x0B, count: 20), "Hi There",
                "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"
            ),
            (
                Array("Jefe".utf8), "what do ya want for nothing?",
                "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
            ),
            (
                Array(repeating: 0xAA, count: 131), "Test Using Larger Than Block-Size Key - Hash Key First",
                "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
            ),
            ([], "", "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"),
        ]
        for row in rows {
            let bytes = Array(row.text.utf8)
            var whole = KeyedHash(key: row.key)
            whole.add(bytes)
            #expect(hex(whole.finish()) == row.hash)
            var pieces = KeyedHash(key: SecretBytes(row.key, count: row.key.count))
            for byte in bytes { pieces.add([byte]) }
            #expect(hex(pieces.finish()) == row.hash)
        }
    }

    @Test("with a key of copies go their own ways, and a key can be used again")
    func keyedCopies() {
        let key = KeyedHash(key: [1, 2, 3])
        func hash(_ texts: String...) -> [UInt8] {
            var hash = key
            for text in texts { hash.add(Array(text.utf8)) }
            return hash.finish()
        }
        let first = hash("ab")
        var one = key
        one.add(Array("a".utf8))
        var two = one
        two.add(Array("b".utf8))
        #expect(one.finish() == hash("a"))
        #expect(two.finish() == first)
        #expect(hash("a", "b") == first)
        #expect(hash("b") != first)
    }

    @Test("are the same on many threads at once")
    func threads() async {
        let texts = (0..<64).map { [UInt8](repeating: UInt8($0), count: 100 * $0) }
        let expected = texts.map { text in HashFunction.allCases.map { $0.hash(text) } }
        await withTaskGroup(of: Bool.self) { group in
            for (text, hashes) in zip(texts, expected) {
                group.addTask {
                    (0..<20).allSatisfy { _ in HashFunction.allCases.map { $0.hash(text) } == hashes }
                }
            }
            for await isSame in group { #expect(isSame) }
        }
    }
}
