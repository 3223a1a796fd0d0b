/// One entry of a tar archive.
package struct TarEntry: Sendable {
    /// What an entry becomes when it is unpacked. Its reader decides whether it may.
    package enum Kind: Sendable, Hashable {
        case file
        case directory
        case symbolicLink
        case hardLink
        /// A device, a pipe, or something that only some programs know.
        case other
    }

    /// As the archive has it, unchecked: it may be absolute, hold `..`, or be written with `\`.
    package var name: String
    package var kind: Kind
    package var content: ArraySlice<UInt8>
}

/// Reads tar archives: the old format, ustar, GNU's long names and pax headers.
package struct TarReader {
    private let bytes: [UInt8]
    private var position = 0
    private var entriesLeft: Int

    /// - Parameter entryLimit: how many entries an archive may have.
    package init(_ bytes: [UInt8], entryLimit: Int) {
        self.bytes = bytes
        entriesLeft = entryLimit
    }

    /// The next entry; nil at the end of the archive.
    package mutating func next() throws(ArchiveError) -> TarEntry? {
        var longName: String?
        var extended = PaxRecords()
        while let header = try nextHeader() {
            let size = extended.size ?? header.size
            switch header.type {
            case UInt8(ascii: "L"): longName = try TarHeader.text(content(size))
            case UInt8(ascii: "K"): _ = try content(size)
            case UInt8(ascii: "x"): extended = try PaxRecords(content(header.size))
            case UInt8(ascii: "g"): _ = try content(header.size)
            default:
                let name = extended.path ?? longName ?? header.name
                return TarEntry(name: name, kind: header.kind(name: name), content: try content(size))
            }
        }
        return nil
    }

    private mutating func nextHeader() throws(ArchiveError) -> TarHeader? {
        // An archive ends with two empty blocks, or where the file does.
        guard position < bytes.count else { return nil }
        guard position + TarHeader.length <= bytes.count else { throw TarReader.cutShort }
        let block = bytes[position..<position + TarHeader.length]
        position += TarHeader.length
        if block.allSatisfy({ $0 == 0 }) {
            position = bytes.count
            return nil
        }
        guard entriesLeft > 0 else { throw ArchiveError(.limit, "has too many entries") }
        entriesLeft -= 1
        return try TarHeader(block)
    }

    private mutating func content(_ size: Int) throws(ArchiveError) -> ArraySlice<UInt8> {
        guard size <= bytes.count - position else { throw TarReader.cutShort }
        let content = bytes[position..<position + size]
        let padded = (size + TarHeader.length - 1) / TarHeader.length * TarHeader.length
        position = min(bytes.count, position + padded)
        return content
    }

    private static let cutShort = ArchiveError(.malformed, "is cut short: its tar data ends inside an entry")
}

/// The block ahead of an entry.
private struct TarHeader {
    static let length = 512

    let name: String
    let size: Int
    let type: UInt8

    init(_ block: ArraySlice<UInt8>) throws(ArchiveError) {
        let start = block.startIndex
        func field(_ offset: Int, _ length: Int) -> ArraySlice<UInt8> {
            block[start + offset..<start + offset + length]
        }
        guard let sum = TarHeader.number(field(148, 8)), sum == TarHeader.checksum(block) else {
            throw ArchiveError(.malformed, "is no tar archive, or damaged: the checksum of an entry is wrong")
        }
        guard let size = TarHeader.number(field(124, 12)) else {
            throw ArchiveError(.malformed, "has an entry without a size")
        }
        self.size = size
        type = block[start + 156]
        var name = TarHeader.text(field(0, 100))
        let prefix = TarHeader.text(field(345, 155))
        // GNU's own format keeps other things in the place of the prefix.
        if !prefix.isEmpty, field(257, 6).elementsEqual("ustar\0".utf8) { name = "\(prefix)/\(name)" }
        self.name = name
    }

    func kind(name: String) -> TarEntry.Kind {
        switch type {
        case 0, UInt8(ascii: "0"), UInt8(ascii: "7"): name.hasSuffix("/") ? .directory : .file
        case UInt8(ascii: "5"): .directory
        case UInt8(ascii: "2"): .symbolicLink
        case UInt8(ascii: "1"): .hardLink
        default: .other
        }
    }

    /// Up to the first zero.
    static func text(_ field: ArraySlice<UInt8>) -> String {
        String(decoding: field.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// Octal digits between spaces and zeros, or GNU's binary form for large numbers. Negative ones do not occur.
    private static func number(_ field: ArraySlice<UInt8>) -> Int? {
        guard let first = field.first else { return nil }
        if first & 0x80 != 0 {
            var value = Int(first & 0x3F)
            for byte in field.dropFirst() {
                guard value <= Int.max >> 9 else { return nil }
                value = value << 8 | Int(byte)
            }
            return first & 0x40 == 0 ? value : nil
        }
        let digits = text(field).filter { $0 != " " }
        return digits.isEmpty ? 0 : Int(digits, radix: 8).flatMap { $0 >= 0 ? $0 : nil }
    }

    /// The sum of all bytes, with spaces in the place of the sum itself.
    private static func checksum(_ block: ArraySlice<UInt8>) -> Int {
        var sum = 0
        for (offset, byte) in block.enumerated() { sum += (148..<156).contains(offset) ? 32 : Int(byte) }
        return sum
    }
}

/// What a pax header says of the entry after it: `LENGTH KEY=VALUE\n`, again and again.
private struct PaxRecords {
    var path: String?
    var size: Int?

    init() {}

    init(_ content: ArraySlice<UInt8>) throws(ArchiveError) {
        var rest = content
        while !rest.isEmpty {
            guard let space = rest.firstIndex(of: UInt8(ascii: " ")),
                let length = Int(String(decoding: rest[..<space], as: UTF8.self)),
                length > space - rest.startIndex + 1, length <= rest.count
            else { throw ArchiveError(.malformed, "has a damaged pax header") }
            let record = rest[rest.index(after: space)..<rest.startIndex + length - 1]
            rest = rest.dropFirst(length)
            guard let equals = record.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let value = String(decoding: record[record.index(after: equals)...], as: UTF8.self)
            switch String(decoding: record[..<equals], as: UTF8.self) {
            case "path": path = value
            case "size": size = Int(value).flatMap { $0 >= 0 ? $0 : nil }
            case let key where key.hasPrefix("GNU.sparse."):
                throw ArchiveError(.unsupported, "holds sparse files, which are not supported")
            default: break
            }
        }
    }
}
