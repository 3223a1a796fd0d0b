import Testing

@testable import Git

/// Packs by hand: what an object says of itself counts, not what follows.
private struct Pack {
    var bytes: [UInt8]

    init(objects: Int) {
        bytes =
            Array("PACK".utf8) + [0, 0, 0, 2]
            + (0..<4).reversed().map { UInt8(truncatingIfNeeded: objects >> ($0 * 8)) }
    }

    mutating func begin(_ type: UInt8, size: Int) {
        var rest = size >> 4
        bytes.append(type << 4 | UInt8(size & 15) | (rest > 0 ? 0x80 : 0))
        while rest > 0 {
            bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
            rest >>= 7
        }
    }

    mutating func add(_ type: UInt8, _ content: [UInt8], base: [UInt8] = []) {
        begin(type, size: content.count)
        bytes += base + Pack.deflated(content)
    }

    /// An object of which only the beginning comes.
    mutating func announce(_ type: UInt8, size: Int, base: [UInt8] = [], start: [UInt8] = []) {
        begin(type, size: size)
        bytes += base + [0x78, 0x01, 0] + Pack.length(max(start.count, 1_000)) + start
    }

    /// In blocks that are stored as they are.
    private static func deflated(_ content: [UInt8]) -> [UInt8] {
        var (low, high) = (1, 0)
        for byte in content {
            low = (low + Int(byte)) % 65_521
            high = (high + low) % 65_521
        }
        let sum = [high >> 8, high & 255, low >> 8, low & 255].map { UInt8($0) }
        return [0x78, 0x01, 1] + length(content.count) + content + sum
    }

    private static func length(_ count: Int) -> [UInt8] {
        let (low, high) = (UInt8(count & 255), UInt8(count >> 8))
        return [low, high, ~low, ~high]
    }

    static func number(_ value: Int) -> [UInt8] {
        var (bytes, rest) = ([UInt8](), value)
        repeat {
            bytes.append(UInt8(rest & 0x7F) | (rest > 0x7F ? 0x80 : 0))
            rest >>= 7
        } while rest > 0
        return bytes
    }

    /// How far back a base lies.
    static func distance(_ value: Int) -> [UInt8] {
        var (bytes, rest) = ([UInt8(value & 0x7F)], value >> 7)
        while rest > 0 {
            rest -= 1
            bytes.insert(UInt8(rest & 0x7F) | 0x80, at: 0)
            rest >>= 7
        }
        return bytes
    }
}

@Suite("packs are looked through before they are indexed") struct PackScannerTests {
    private static let (commit, tree, blob, tag, offsetDelta, idDelta): (UInt8, UInt8, UInt8, UInt8, UInt8, UInt8) = (
        1, 2, 3, 4, 6, 7
    )
    private static let mebibyte = 1 << 20
    private static let id = [UInt8](repeating: 0xAB, count: 20)

    /// What is said of a pack: its demand, or why it is refused.
    private func scan(
        _ pack: Pack, limit: Int = 192 << 20, piece: Int = .max, mirrored: PackScanner.Base? = nil
    ) throws -> (demand: Int, isComplete: Bool) {
        var scanner = try PackScanner(limit: limit) { _ in mirrored }
        var rest = pack.bytes[...]
        while !rest.isEmpty {
            let bytes = Array(rest.prefix(piece))
            rest = rest.dropFirst(piece)
            let result = unsafe bytes.withUnsafeBytes { bytes in
                Result { () throws(GitError) in try unsafe scanner.scan(bytes) }
            }
            try result.get()
        }
        return (scanner.demand, scanner.isComplete)
    }

    private func refusal(_ pack: Pack, mirrored: PackScanner.Base? = nil) -> GitError? {
        do {
            _ = try scan(pack, mirrored: mirrored)
            return nil
        } catch {
            return error as? GitError
        }
    }

    @Test("an ordinary pack takes little, in whatever pieces it comes", arguments: [1, 7, 100, Int.max])
    func ordinary(piece: Int) throws {
        var pack = Pack(objects: 4)
        pack.add(Self.commit, Array("tree".utf8))
        let place = pack.bytes.count
        pack.add(Self.blob, [UInt8](repeating: 1, count: 3_000))
        let delta = Pack.number(3_000) + Pack.number(3_001) + [1, 2, 3]
        pack.add(Self.offsetDelta, delta, base: Pack.distance(pack.bytes.count - place))
        pack.add(Self.idDelta, delta, base: Self.id)
        #expect(try !scan(pack, piece: piece).isComplete)
        pack.bytes += Self.id
        let (demand, isComplete) = try scan(pack, piece: piece, mirrored: (.blob, 3_000))
        #expect(isComplete && demand < 16 * Self.mebibyte)
    }

    @Test("a large file is not held in memory, and is no matter")
    func largeBlob() throws {
        var pack = Pack(objects: 1)
        pack.announce(Self.blob, size: 2_000 * Self.mebibyte)
        #expect(try scan(pack).demand < Self.mebibyte)
    }

    @Test("a commit or tag of megabytes is refused at its first byte", arguments: [commit, tag])
    func text(type: UInt8) {
        var pack = Pack(objects: 1)
        pack.begin(type, size: 600 * Self.mebibyte)
        #expect(refusal(pack)?.code == .tooLarge)
    }

    @Test("a small difference that makes a large object is refused at its start, by what is largest of it")
    func largeDelta() {
        for delta in [(600, 1), (1, 600)] {
            var pack = Pack(objects: 1)
            let start = Pack.number(delta.0 * Self.mebibyte) + Pack.number(delta.1 * Self.mebibyte)
            pack.announce(Self.idDelta, size: 1_000, base: Self.id, start: start + [UInt8](repeating: 0, count: 20))
            let error = refusal(pack, mirrored: (.blob, 10))
            #expect(error?.code == .tooLarge && error?.message.contains("629145600") == true)
            #expect(error?.message.contains("--git-memory") == true)
        }
        var long = Pack(objects: 1)
        long.announce(
            Self.idDelta, size: 600 * Self.mebibyte, base: Self.id,
            start: Pack.number(1) + Pack.number(1) + [UInt8](repeating: 0, count: 20))
        #expect(refusal(long, mirrored: (.blob, 1))?.code == .tooLarge)
    }

    @Test("a large object that a difference builds on is refused: of the mirror, before it, or unknown")
    func largeBase() {
        let delta = Pack.number(5) + Pack.number(5) + [1]
        var first = Pack(objects: 1)
        first.add(Self.idDelta, delta, base: Self.id)
        #expect(refusal(first, mirrored: (.blob, 600 * Self.mebibyte))?.code == .tooLarge)
        // What the difference itself says of its base may be a lie.
        var second = Pack(objects: 2)
        second.add(Self.idDelta, delta, base: Self.id)
        second.announce(Self.blob, size: 600 * Self.mebibyte)
        #expect(refusal(second, mirrored: (.blob, 5)) == nil)
    }

    @Test("more objects than there is memory for are refused by their number")
    func objects() {
        #expect(refusal(Pack(objects: 50_000_000))?.message.contains("50000000 objects") == true)
        #expect(refusal(Pack(objects: 900_000)) == nil)
    }

    @Test("a difference from a commit is a commit")
    func textDelta() {
        var pack = Pack(objects: 2)
        let place = pack.bytes.count
        pack.add(Self.commit, Array("tree".utf8))
        pack.add(
            Self.offsetDelta, Pack.number(4) + Pack.number(5 * Self.mebibyte) + [1],
            base: Pack.distance(pack.bytes.count - place))
        #expect(refusal(pack)?.message.contains("commit or tag") == true)
        var other = Pack(objects: 1)
        other.add(Self.idDelta, Pack.number(4) + Pack.number(5 * Self.mebibyte) + [1], base: Self.id)
        #expect(refusal(other, mirrored: (.tag, 4))?.message.contains("commit or tag") == true)
        #expect(refusal(other, mirrored: (.blob, 4)) == nil)
    }

    @Test("what is no pack is damaged")
    func damaged() {
        var bad = Pack(objects: 1)
        bad.bytes[0] = 0
        #expect(refusal(bad)?.code == .protocolViolation)
        for type in [UInt8(0), 5] {
            var pack = Pack(objects: 1)
            pack.begin(type, size: 1)
            #expect(refusal(pack)?.code == .protocolViolation)
        }
        // More than it said, less than it said, no deflate at all, a base before the pack, a number without an end.
        var long = Pack(objects: 1)
        long.begin(Self.blob, size: 2)
        long.bytes += [0x78, 0x01, 1, 3, 0, 252, 255, 1, 2, 3]
        #expect(refusal(long)?.code == .protocolViolation)
        var noise = Pack(objects: 1)
        noise.begin(Self.blob, size: 2)
        noise.bytes += [1, 2, 3, 4]
        #expect(refusal(noise)?.code == .protocolViolation)
        var early = Pack(objects: 1)
        early.add(Self.offsetDelta, [1, 1], base: Pack.distance(1_000))
        #expect(refusal(early)?.code == .protocolViolation)
        var endless = Pack(objects: 1)
        endless.bytes += [UInt8](repeating: 0xFF, count: 12)
        #expect(refusal(endless)?.code == .protocolViolation)
    }
}
