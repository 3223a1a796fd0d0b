import Digests
import Transport

/// The SHA-256 digest that names a content, in a registry or in an index.
package struct ContentDigest: Sendable, Hashable, CustomStringConvertible {
    /// 64 hexadecimal digits in lower case.
    package let hex: String

    package init(of bytes: [UInt8]) {
        hex = Digest.of(bytes).hex
    }

    /// Of a file, of which a piece at a time is in memory.
    init(of file: SpoolFile) throws(SpoolFile.Failure) {
        var digest = Digest.Running()
        var place = 0
        while case let piece = try file.read(from: place, atMost: 1 << 20), !piece.isEmpty {
            digest.add(piece)
            place += piece.count
        }
        hex = digest.finish().hex
    }

    /// `sha256:` and 64 digits. The prefix may be missing, as it is in indexes. Other algorithms are not known.
    package init?(_ text: String) {
        let digits = (text.hasPrefix("sha256:") ? text.dropFirst(7) : text[...]).lowercased()
        guard digits.utf8.count == 64, digits.utf8.allSatisfy(Self.isHexadecimal) else { return nil }
        hex = digits
    }

    package var description: String { "sha256:\(hex)" }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}
