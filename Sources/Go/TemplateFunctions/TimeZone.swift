import FoundationEssentials
import Synchronization

/// How clocks are set somewhere.
enum TimeZone: Sendable {
    case utc
    /// Where the render is done, which is in UTC, too.
    case local
    case fixed(name: String, seconds: Int)
    case named(TimeZoneRules)

    /// The abbreviation and the seconds east of UTC at a moment.
    func offset(at seconds: Int64) -> (name: String, seconds: Int) {
        switch self {
        case .utc, .local: return ("UTC", 0)
        case .fixed(let name, let seconds): return (name, seconds)
        case .named(let rules):
            let period = rules.period(at: seconds)
            return (period.name, period.seconds)
        }
    }

    /// As Go's `time.Location` calls it. Times in zones of the database are formatted at once, and never asked.
    var name: String {
        switch self {
        case .utc: "UTC"
        case .local: "Local"
        case .fixed(let name, _): name
        case .named: ""
        }
    }

    /// The moment at which clocks show a local time. Where they show it twice or never, as Go chooses.
    func universal(_ local: Int64) -> Int64 {
        guard case .named(let rules) = self else { return local &- Int64(offset(at: local).seconds) }
        let period = rules.period(at: local)
        var offset = period.seconds
        let guess = local &- Int64(offset)
        if let start = period.start, guess < start {
            offset = rules.period(at: start &- 1).seconds
        } else if let end = period.end, guess >= end {
            offset = rules.period(at: end).seconds
        }
        return local &- Int64(offset)
    }

    /// The zone of a name as Go's `time.LoadLocation` takes it; UTC where there is none. The local zone is UTC, too.
    static func named(_ name: String) -> TimeZone {
        if name == "Local" { return .local }
        if ["", "UTC"].contains(name) { return .utc }
        return known.withLock { known in
            if let rules = known[name] { return .named(rules) }
            guard let rules = load(name) else { return .utc }
            known[name] = rules
            return .named(rules)
        }
    }

    /// Zones that were asked for. There are some 600 in the world.
    private static let known = Mutex<[String: TimeZoneRules]>([:])

    private static let folders = ["/usr/share/zoneinfo", "/usr/share/lib/zoneinfo", "/etc/zoneinfo"]
    /// No zone's file comes near.
    private static let largestFile = 1 << 20

    private static func load(_ name: String) -> TimeZoneRules? {
        let isPlain = name.utf8.allSatisfy { byte in
            byte >= 0x21 && byte < 0x7F && byte != UInt8(ascii: "\\")
        }
        guard isPlain, name.utf8.count < 100, !name.contains(".."), !name.hasPrefix("/") else { return nil }
        // One spelling of each, as each is kept.
        let parts = name.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        guard parts.allSatisfy({ !$0.isEmpty && !$0.elementsEqual(".".utf8) }) else { return nil }
        for folder in folders {
            guard let data = FileManager.default.contents(atPath: "\(folder)/\(name)"), data.count <= largestFile else {
                continue
            }
            return TimeZoneRules(Array(data))
        }
        return nil
    }
}

/// When clocks of one place are set how, from a file of the time zone database (RFC 8536).
struct TimeZoneRules: Sendable {
    struct Period {
        var name: String
        /// East of UTC.
        var seconds: Int
        /// Nil for the first.
        var start: Int64?
        /// The start of the next; nil for the last.
        var end: Int64?
    }

    private struct Kind {
        var seconds: Int
        var isSummer: Bool
        var name: String
    }

    private var starts: [Int64] = []
    private var kindOfStart: [UInt8] = []
    private var kinds: [Kind] = []

    /// Nil where the file is none of version 2 or newer.
    init?(_ bytes: [UInt8]) {
        var reader = ZoneFileReader(bytes)
        guard let old = reader.header(), old.version >= UInt8(ascii: "2"), reader.skip(old.bodySize(timeSize: 4)),
            let header = reader.header()
        else { return nil }
        for _ in 0..<header.times {
            guard let start = reader.integer(8) else { return nil }
            starts.append(start)
        }
        guard let indexes = reader.take(header.times) else { return nil }
        kindOfStart = Array(indexes)
        var records: [(seconds: Int, isSummer: Bool, name: Int)] = []
        for _ in 0..<header.kinds {
            guard let seconds = reader.integer(4), let flags = reader.take(2) else { return nil }
            records.append((Int(seconds), flags.first != 0, Int(flags.last ?? 0)))
        }
        guard let names = reader.take(header.names), !records.isEmpty,
            kindOfStart.allSatisfy({ Int($0) < records.count })
        else { return nil }
        kinds = records.map { record in
            let name = names.dropFirst(record.name).prefix { $0 != 0 }
            return Kind(
                seconds: record.seconds, isSummer: record.isSummer, name: String(decoding: name, as: UTF8.self))
        }
    }

    func period(at seconds: Int64) -> Period {
        var (low, high) = (0, starts.count)
        while low < high {
            let middle = (low + high) / 2
            if starts[middle] <= seconds { low = middle + 1 } else { high = middle }
        }
        let kind = low == 0 ? firstKind : kinds[Int(kindOfStart[low - 1])]
        return Period(
            name: kind.name, seconds: kind.seconds, start: low == 0 ? nil : starts[low - 1],
            end: low < starts.count ? starts[low] : nil)
    }

    /// Before all changes clocks showed the first kind, or the first that is no summer time.
    private var firstKind: Kind {
        guard kindOfStart.contains(0) else { return kinds[0] }
        return kinds.first { !$0.isSummer } ?? kinds[0]
    }
}

private struct ZoneFileReader {
    struct Header {
        var version: UInt8
        var utcFlags: Int
        var standardFlags: Int
        var leaps: Int
        var times: Int
        var kinds: Int
        var names: Int

        func bodySize(timeSize: Int) -> Int {
            times * (timeSize + 1) + kinds * 6 + names + leaps * (timeSize + 4) + standardFlags + utcFlags
        }
    }

    private let bytes: [UInt8]
    private var index = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= bytes.count - index else { return nil }
        defer { index += count }
        return bytes[index..<(index + count)]
    }

    mutating func skip(_ count: Int) -> Bool { take(count) != nil }

    /// With a sign, the highest byte first.
    mutating func integer(_ size: Int) -> Int64? {
        guard let taken = take(size) else { return nil }
        let value = taken.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return size == 8 ? Int64(bitPattern: value) : Int64(Int32(truncatingIfNeeded: value))
    }

    mutating func header() -> Header? {
        guard take(4)?.elementsEqual("TZif".utf8) == true, let version = take(16)?.first else { return nil }
        var counts: [Int] = []
        for _ in 0..<6 {
            guard let count = integer(4), count >= 0 else { return nil }
            counts.append(Int(count))
        }
        return Header(
            version: version, utcFlags: counts[0], standardFlags: counts[1], leaps: counts[2], times: counts[3],
            kinds: counts[4], names: counts[5])
    }
}
