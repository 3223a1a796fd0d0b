import Testing

@testable import Cryptography

@Suite("Texts that are read only as they were written, and for what they were written")
struct AuthenticatedCipherTests {
    // The Galois/Counter Mode of Operation (McGrew, Viega), test case 16.
    private let key = bytes("feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308")
    private let nonce = bytes("cafebabefacedbaddecaf888")
    private let context = bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    private let text = bytes(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    private let encrypted = bytes(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            + "76fc6ece0f4e1768cddf8853bb2d551b")

    private static func bytes(_ hex: String) -> [UInt8] {
        let digits = Array(hex)
        return stride(from: 0, to: digits.count, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
    }

    private var secret: SecretBytes { SecretBytes(key, count: AuthenticatedCipher.keyLength) }

    @Test("it is the standard's, with the nonce before the text and the tag behind it")
    func vector() throws {
        let sealed = try AuthenticatedCipher.seal(text, key: secret, nonce: nonce, context: context)
        #expect(sealed == nonce + encrypted)
        #expect(try AuthenticatedCipher.open(sealed, key: secret, context: context) == text)
    }

    @Test("a text of any length comes back", arguments: [0, 1, 15, 16, 17, 1_000])
    func lengths(count: Int) throws {
        let text = [UInt8](repeating: 65, count: count)
        let sealed = try AuthenticatedCipher.seal(text, key: secret, nonce: nonce, context: [])
        #expect(sealed.count == count + 28)
        #expect(try AuthenticatedCipher.open(sealed, key: secret, context: []) == text)
    }

    @Test("what was changed anywhere, cut short, or is for something else is not read")
    func tampering() throws {
        let sealed = try AuthenticatedCipher.seal(text, key: secret, nonce: nonce, context: context)
        for place in [0, 11, 12, 40, sealed.count - 17, sealed.count - 1] {
            var changed = sealed
            changed[place] ^= 1
            #expect(throws: CryptographyError.self) {
                try AuthenticatedCipher.open(changed, key: secret, context: context)
            }
        }
        for count in [0, 12, 27, 28, sealed.count - 1] {
            #expect(throws: CryptographyError.self) {
                try AuthenticatedCipher.open(Array(sealed.prefix(count)), key: secret, context: context)
            }
        }
        #expect(throws: CryptographyError.self) {
            try AuthenticatedCipher.open(sealed, key: secret, context: context + [0])
        }
        let other = SecretBytes(Array(key.reversed()), count: AuthenticatedCipher.keyLength)
        let error = #expect(throws: CryptographyError.self) {
            try AuthenticatedCipher.open(sealed, key: other, context: context)
        }
        #expect(error?.code == .unacceptable)
    }
}
