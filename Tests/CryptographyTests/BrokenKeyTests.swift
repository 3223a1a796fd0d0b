import Cryptography
import Testing

@Suite("Keys whose parts do not fit together")
struct BrokenKeyTests {
    /// The numbers of the sample, each the highest byte first: version, n, e, d, p, q, d mod p-1, d mod q-1, 1/q mod p.
    private static let numbers: [[UInt8]] = {
        var rest = KeySamples.rsa.dropFirst(4)
        var numbers: [[UInt8]] = []
        while let count = rest.dropFirst().first {
            rest = rest.dropFirst(2)
            var length = Int(count)
            if count > 0x80 {
                length = rest.prefix(Int(count & 0x7F)).reduce(0) { $0 << 8 | Int($1) }
                rest = rest.dropFirst(Int(count & 0x7F))
            }
            numbers.append(Array(rest.prefix(length)))
            rest = rest.dropFirst(length)
        }
        return numbers
    }()

    private static func element(_ tag: UInt8, _ content: [UInt8]) -> [UInt8] {
        let count = content.count
        let length: [UInt8] =
            count < 0x80 ? [UInt8(count)] : [0x83, UInt8(count >> 16), UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)]
        return [tag] + length + content
    }

    private static func key(_ numbers: [[UInt8]]) -> [UInt8] {
        element(0x30, numbers.flatMap { element(0x02, $0) })
    }

    private func message(_ bytes: [UInt8]) -> String {
        do {
            _ = try SigningKey(der: bytes)
            return "none"
        } catch {
            return error.message
        }
    }

    @Test("the sample is read when it is put together again")
    func sample() {
        #expect(Self.numbers.count == 9)
        #expect(message(Self.key(Self.numbers)) == "none")
    }

    @Test("a key of RSA with one number changed is refused", arguments: 1...8, [1, 2, 0x10])
    func changed(index: Int, difference: UInt8) {
        var numbers = Self.numbers
        numbers[index][numbers[index].count - 1] ^= difference
        #expect(message(Self.key(numbers)).hasPrefix("the "))
    }

    @Test("a key of RSA with a number of nothing, one, two or far too much is refused", arguments: 1...8)
    func extremes(index: Int) {
        for number in [[0], [1], [2], [0x7F] + [UInt8](repeating: 0xFF, count: 200_000)] as [[UInt8]] {
            var numbers = Self.numbers
            numbers[index] = number
            #expect(message(Self.key(numbers)).hasPrefix("the "))
        }
    }

    @Test("a key of RSA that is too small or too large is refused, with what would do")
    func bounds() {
        let small = message(KeySamples.rsaOf512Bits)
        #expect(small == "the key of RSA has 512 bits, of 1024 to 8192 that are taken")
        var numbers = Self.numbers
        numbers[1] = [0x01] + [UInt8](repeating: 0, count: 1_023) + [0x01]
        #expect(message(Self.key(numbers)) == "the key of RSA has 8193 bits, of 1024 to 8192 that are taken")
    }

    @Test("a key of RSA of three primes is refused")
    func threePrimes() {
        var numbers = Self.numbers
        numbers[0] = [1]
        let more = Self.element(0x30, Self.element(0x30, [3, 1, 1].flatMap { Self.element(0x02, [$0]) }))
        let content = numbers.flatMap { Self.element(0x02, $0) } + more
        #expect(message(Self.element(0x30, content)) == "the key of RSA has more than two primes")
    }

    @Test("a secret that is not the public point's is refused, and so is one that is none")
    func elliptic() {
        let secret = 7..<39
        for replacement in [[UInt8](repeating: 0, count: 32), [UInt8](repeating: 0xFF, count: 32)] {
            var bytes = KeySamples.p256
            bytes.replaceSubrange(secret, with: replacement)
            #expect(message(bytes).hasPrefix("the key"))
            bytes = KeySamples.p256WithoutPublic
            bytes.replaceSubrange(secret, with: replacement)
            #expect(message(bytes).hasPrefix("the key"))
        }
        var bytes = KeySamples.p256
        bytes[20] ^= 1
        #expect(message(bytes).hasPrefix("the key's secret does not fit its public point"))
    }
}
