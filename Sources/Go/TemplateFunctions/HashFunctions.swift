import Cryptography
import GoValues

/// Checksums of texts, in hexadecimal digits but for Adler's.
enum HashFunctions {
    static func add(to entries: inout FunctionEntries) {
        entries.add("sha1sum", .string) { .string(hexadecimal(HashFunction.sha1.hash($0.text(0).bytes))) }
        entries.add("sha256sum", .string) { .string(hexadecimal(HashFunction.sha256.hash($0.text(0).bytes))) }
        entries.add("sha512sum", .string) { .string(hexadecimal(HashFunction.sha512.hash($0.text(0).bytes))) }
        entries.add("adler32sum", .string) { .string("\(adler32($0.text(0).bytes))") }
    }

    private static let digits = Array("0123456789abcdef".utf8)

    static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
        var output: [UInt8] = []
        output.reserveCapacity(128)
        for byte in digest {
            output.append(digits[Int(byte >> 4)])
            output.append(digits[Int(byte & 15)])
        }
        return String(decoding: output, as: UTF8.self)
    }

    private static func adler32(_ bytes: [UInt8]) -> UInt32 {
        var (low, high): (UInt32, UInt32) = (1, 0)
        for byte in bytes {
            low = (low + UInt32(byte)) % 65_521
            high = (high + low) % 65_521
        }
        return high << 16 | low
    }
}
