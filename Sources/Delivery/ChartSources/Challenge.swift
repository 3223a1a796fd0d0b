/// What a server wants to see, as its `WWW-Authenticate` says.
struct Challenge: Sendable, Hashable {
    /// Longer headers are not read.
    private static let longest = 8192

    /// In lower case.
    var scheme: String
    /// With names in lower case.
    var parameters: [String: String] = [:]

    /// All challenges of a header, in order.
    static func parse(_ header: String) -> [Challenge] {
        guard header.utf8.count <= longest else { return [] }
        var reader = ChallengeReader(header)
        var challenges: [Challenge] = []
        while let word = reader.word() {
            if let value = reader.value() {
                guard let last = challenges.indices.last else { continue }
                challenges[last].parameters[word.lowercased()] = value
            } else {
                challenges.append(Challenge(scheme: word.lowercased()))
            }
        }
        return challenges
    }
}

/// Reads the words of challenges from left to right, and is never stuck on what it does not understand.
private struct ChallengeReader {
    private var rest: Substring.UTF8View

    init(_ text: String) { rest = text[...].utf8 }

    /// The next name, after whatever separates it; nothing at the end.
    mutating func word() -> String? {
        rest = rest.drop { !Self.isWord($0) }
        let word = rest.prefix(while: Self.isWord)
        rest = rest.dropFirst(word.count)
        return word.isEmpty ? nil : String(decoding: word, as: UTF8.self)
    }

    /// What follows an equals sign; nothing where none is next.
    mutating func value() -> String? {
        let next = rest.drop { $0 == 0x20 || $0 == 0x09 }
        guard next.first == UInt8(ascii: "=") else { return nil }
        rest = next.dropFirst().drop { $0 == 0x20 || $0 == 0x09 }
        guard rest.first == UInt8(ascii: "\"") else {
            let value = rest.prefix { $0 != UInt8(ascii: ",") && $0 != 0x20 }
            rest = rest.dropFirst(value.count)
            return String(decoding: value, as: UTF8.self)
        }
        rest = rest.dropFirst()
        var value: [UInt8] = []
        while let byte = rest.popFirst(), byte != UInt8(ascii: "\"") {
            value.append(byte == UInt8(ascii: "\\") ? rest.popFirst() ?? byte : byte)
        }
        return String(decoding: value, as: UTF8.self)
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
