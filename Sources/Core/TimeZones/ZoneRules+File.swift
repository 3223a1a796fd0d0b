/// The files in which systems keep time zones: TZif, RFC 9636.
extension ZoneRules {
    /// Nil for what is no such file, is damaged, or counts leap seconds, as nobody's clocks do.
    init?(file bytes: [UInt8]) {
        var reader = Reader(rest: bytes[...])
        guard var header = reader.header() else { return nil }
        guard header.version >= UInt8(ascii: "2") else {
            guard let block = reader.block(header, wide: false) else { return nil }
            self.init(block, yearly: nil)
            return
        }
        // What follows is the same with room for all times, and has what comes after.
        guard reader.block(header, wide: false) != nil, let second = reader.header() else { return nil }
        header = second
        guard let block = reader.block(header, wide: true), let footer = reader.footer() else { return nil }
        let yearly = YearlyRule(footer)
        guard yearly != nil || footer.isEmpty else { return nil }
        self.init(block, yearly: yearly)
    }

    private init(_ block: Block, yearly: YearlyRule?) {
        self.init(initial: block.initial, transitions: block.transitions, yearly: yearly)
    }
}

/// How much of everything a block has.
private struct Header {
    var version: UInt8
    /// Indicators of UT, those of standard time, leap seconds, transitions, types, characters.
    var counts: [Int]
}

/// What a block says of offsets.
private struct Block {
    var initial: Int64
    var transitions: [ZoneRules.Transition]
}

/// Takes the parts of a file from its front, and never more than there is.
private struct Reader {
    var rest: ArraySlice<UInt8>

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func number(bytes: Int) -> Int64? {
        guard let taken = take(bytes) else { return nil }
        let bits = taken.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return bytes == 4 ? Int64(Int32(truncatingIfNeeded: bits)) : Int64(bitPattern: bits)
    }

    mutating func header() -> Header? {
        guard let magic = take(4), magic.elementsEqual("TZif".utf8), let version = take(1)?.first, take(15) != nil
        else { return nil }
        var counts: [Int] = []
        for _ in 0..<6 {
            guard let count = number(bytes: 4), count >= 0, count <= rest.count else { return nil }
            counts.append(Int(count))
        }
        return Header(version: version, counts: counts)
    }

    mutating func block(_ header: Header, wide: Bool) -> Block? {
        let (leaps, times, types, letters) = (header.counts[2], header.counts[3], header.counts[4], header.counts[5])
        guard leaps == 0, types > 0, types <= 256 else { return nil }
        var instants: [Int64] = []
        for _ in 0..<times {
            guard let instant = number(bytes: wide ? 8 : 4), instants.last.map({ $0 < instant }) ?? true else {
                return nil
            }
            instants.append(instant)
        }
        guard let kinds = take(times) else { return nil }
        var offsets: [Int64] = []
        for _ in 0..<types {
            guard let offset = number(bytes: 4), abs(offset) < ZoneRules.widest, take(2) != nil else { return nil }
            offsets.append(offset)
        }
        guard take(letters + header.counts[1] + header.counts[0]) != nil else { return nil }
        guard kinds.allSatisfy({ $0 < types }) else { return nil }
        let transitions = zip(instants, kinds).map { ZoneRules.Transition(at: $0, offset: offsets[Int($1)]) }
        return Block(initial: offsets[0], transitions: transitions)
    }

    mutating func footer() -> String? {
        guard take(1)?.first == UInt8(ascii: "\n"), let end = rest.firstIndex(of: UInt8(ascii: "\n")) else {
            return nil
        }
        return String(decoding: rest[..<end], as: UTF8.self)
    }
}
