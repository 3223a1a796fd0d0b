/// The password hash bcrypt (version 2a): Blowfish with a key schedule that is slow on purpose.
enum Bcrypt {
    private static let alphabet = Array("./ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)

    /// - Parameters:
    ///   - password: at most 72 bytes.
    ///   - salt: 16 bytes.
    ///   - cost: the key schedule is run two to this power times, 4 at least.
    static func hash(_ password: [UInt8], salt: [UInt8], cost: Int) -> String {
        var cipher = Blowfish()
        let key = Blowfish.words(of: password + [0], count: 18)
        let saltWords = Blowfish.words(of: salt, count: 18)
        cipher.schedule(key: key, salt: Blowfish.words(of: salt, count: 4))
        for _ in 0..<(1 << cost) {
            cipher.schedule(key: key)
            cipher.schedule(key: saltWords)
        }
        var block = Blowfish.words(of: Array("OrpheanBeholderScryDoubt".utf8), count: 6)
        for _ in 0..<64 {
            for index in stride(from: 0, to: 6, by: 2) {
                (block[index], block[index + 1]) = cipher.encrypt(block[index], block[index + 1])
            }
        }
        let bytes = block.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> $0) } }
        let number = cost < 10 ? "0\(cost)" : "\(cost)"
        return "$2a$\(number)$" + encode(salt) + encode(Array(bytes.dropLast()))
    }

    /// Base64 with another alphabet and without padding.
    private static func encode(_ bytes: [UInt8]) -> String {
        var output: [UInt8] = []
        var (pending, bits): (UInt32, UInt32) = (0, 0)
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                output.append(alphabet[Int(pending >> bits & 63)])
            }
        }
        if bits > 0 { output.append(alphabet[Int(pending << (6 - bits) & 63)]) }
        return String(decoding: output, as: UTF8.self)
    }
}

/// The cipher Blowfish, as far as bcrypt needs it.
private struct Blowfish {
    private var subkeys = Array(PiDigits.words[..<18])
    private var boxes = Array(PiDigits.words[18...])

    /// The bytes over and over, the highest first.
    static func words(of bytes: [UInt8], count: Int) -> [UInt32] {
        var index = 0
        return (0..<count).map { _ in
            var word: UInt32 = 0
            for _ in 0..<4 {
                word = word << 8 | UInt32(bytes[index])
                index = (index + 1) % bytes.count
            }
            return word
        }
    }

    func encrypt(_ left: UInt32, _ right: UInt32) -> (UInt32, UInt32) {
        var (left, right) = (left, right)
        for round in stride(from: 0, to: 16, by: 2) {
            left ^= subkeys[round]
            right ^= mixed(left) ^ subkeys[round + 1]
            left ^= mixed(right)
        }
        return (right ^ subkeys[17], left ^ subkeys[16])
    }

    @inline(__always)
    private func mixed(_ word: UInt32) -> UInt32 {
        let sum = boxes[Int(word >> 24)] &+ boxes[256 + Int(word >> 16 & 0xFF)]
        return (sum ^ boxes[512 + Int(word >> 8 & 0xFF)]) &+ boxes[768 + Int(word & 0xFF)]
    }

    /// Mixes in a key and encrypts the tables with themselves; with a salt, mixed in on the way.
    mutating func schedule(key: [UInt32], salt: [UInt32] = [0, 0, 0, 0]) {
        for index in 0..<18 { subkeys[index] ^= key[index] }
        var (left, right): (UInt32, UInt32) = (0, 0)
        var half = 0
        for index in stride(from: 0, to: 18, by: 2) {
            (left, right) = encrypt(left ^ salt[half], right ^ salt[half + 1])
            (subkeys[index], subkeys[index + 1]) = (left, right)
            half = 2 - half
        }
        for index in stride(from: 0, to: 1_024, by: 2) {
            (left, right) = encrypt(left ^ salt[half], right ^ salt[half + 1])
            (boxes[index], boxes[index + 1]) = (left, right)
            half = 2 - half
        }
    }
}
