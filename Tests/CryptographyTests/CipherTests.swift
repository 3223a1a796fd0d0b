import Testing

@testable import Cryptography

@Suite("Ciphers and keys of passwords")
struct CipherTests {
    // NIST SP 800-38A, F.2.5: two of its blocks.
    private let key = bytes("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4")
    private let start: [UInt8] = Array(0..<16)
    private let text = bytes("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51")
    private let encrypted = bytes("f58c4c04d6e5f1ba779eabfb5f7bfbd69cfc4e967edb808d679f777bc6702c7d")

    private static func bytes(_ hex: String) -> [UInt8] {
        var digits = hex[...]
        var bytes: [UInt8] = []
        while !digits.isEmpty {
            bytes.append(UInt8(digits.prefix(2), radix: 16) ?? 0)
            digits = digits.dropFirst(2)
        }
        return bytes
    }

    private func copy(_ secret: borrowing SecretBytes) -> [UInt8] { unsafe secret.withBytes { unsafe Array($0) } }

    private var secret: SecretBytes { SecretBytes(key, count: 32) }

    @Test("AES is the standard's, and the last block is filled up")
    func vector() throws {
        let output = try BlockCipher.encrypt(text, key: secret, start: start)
        #expect(output.count == 48)
        #expect(Array(output.prefix(32)) == encrypted)
        #expect(try BlockCipher.decrypt(encrypted[...], key: secret, start: start) == text)
        let filling = [UInt8](repeating: 16, count: 16)
        #expect(try BlockCipher.decrypt(output[...], key: secret, start: start) == text + filling)
    }

    @Test("a text of any length comes back", arguments: [0, 1, 15, 16, 17, 1_000])
    func lengths(count: Int) throws {
        let text = [UInt8](repeating: 65, count: count)
        let output = try BlockCipher.encrypt(text, key: secret, start: start)
        let plain = try BlockCipher.decrypt(output[...], key: secret, start: start)
        #expect(output.count == count / 16 * 16 + 16)
        #expect(Array(plain.prefix(count)) == text)
        #expect(plain.dropFirst(count).allSatisfy { Int($0) == output.count - count })
    }

    @Test("what is not whole blocks is not decrypted")
    func broken() {
        let error = #expect(throws: CryptographyError.self) {
            try BlockCipher.decrypt(encrypted.dropLast(), key: secret, start: start)
        }
        #expect(error?.code == .unacceptable)
        #expect(error?.message.hasPrefix("the text cannot be decrypted: ") ?? false)
    }

    @Test("a short key is filled up with zeros, a long one cut")
    func keyLength() {
        #expect(copy(SecretBytes([1, 2, 3], count: 5)) == [1, 2, 3, 0, 0])
        #expect(copy(SecretBytes([1, 2, 3], count: 2)) == [1, 2])
    }

    @Test("scrypt is RFC 7914's")
    func scrypt() throws {
        let key = try Scrypt.key(
            password: Array("pleaseletmein".utf8), salt: Array("SodiumChloride".utf8), cost: 16_384, blockSize: 8,
            parallelism: 1, memoryLimit: 32 << 20, count: 64)
        #expect(
            copy(key)
                == Self.bytes(
                    "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                        + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887"))
        let empty = try Scrypt.key(
            password: [], salt: [], cost: 16, blockSize: 1, parallelism: 1, memoryLimit: 1 << 20, count: 4)
        #expect(copy(empty) == [0x77, 0xD6, 0x57, 0x62])
    }

    @Test("scrypt says so where it would take more memory than it may")
    func memory() {
        let error = #expect(throws: CryptographyError.self) {
            _ = try Scrypt.key(
                password: [], salt: [], cost: 16_384, blockSize: 8, parallelism: 1, memoryLimit: 1 << 20, count: 64)
        }
        #expect(error?.message == "scrypt cannot make a key: memory limit exceeded")
    }
}
