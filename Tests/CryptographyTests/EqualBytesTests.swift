import Cryptography
import Testing

@Suite("Secrets") struct EqualBytesTests {
    @Test("are the same where all of their bytes are")
    func equality() {
        let secret: [UInt8] = Array(0..<64)
        #expect(areEqualSecretly(secret, secret) && areEqualSecretly([], []))
        #expect(!areEqualSecretly(secret, Array(secret.dropLast())) && !areEqualSecretly(secret, []))
        for index in secret.indices {
            var other = secret
            other[index] ^= 1
            #expect(!areEqualSecretly(secret, other))
        }
    }
}
