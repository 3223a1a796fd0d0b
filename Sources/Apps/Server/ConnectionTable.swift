/// Who is connected, and who has to go for one more: a pure value.
///
/// Guarantees: never more than `limit` connections, nor more than `limitPerAddress` of one address. What is answering is
/// not ended; of the others, whoever has been idle for longest goes first.
struct ConnectionTable<ID: Hashable & Sendable>: Sendable {
    enum Admission: Equatable {
        case admitted
        /// Another one has to be closed for it.
        case inPlaceOf(ID)
        case refused
    }

    private struct Entry {
        var address: String
        var isAnswering = false
        /// The lower, the longer it has been idle.
        var idleSince: UInt64
    }

    private let limit: Int
    private let limitPerAddress: Int
    private var entries: [ID: Entry] = [:]
    private var time: UInt64 = 0

    init(limit: Int, limitPerAddress: Int) {
        self.limit = limit
        self.limitPerAddress = limitPerAddress
    }

    var count: Int { entries.count }
    var idle: [ID] { entries.filter { !$0.value.isAnswering }.map(\.key) }

    mutating func add(_ id: ID, from address: String) -> Admission {
        let isCrowded = entries.values.count { $0.address == address } >= limitPerAddress
        guard isCrowded || entries.count >= limit else {
            insert(id, address)
            return .admitted
        }
        let idle = entries.filter { !$0.value.isAnswering && (!isCrowded || $0.value.address == address) }
        guard let oldest = idle.min(by: { $0.value.idleSince < $1.value.idleSince })?.key else { return .refused }
        entries[oldest] = nil
        insert(id, address)
        return .inPlaceOf(oldest)
    }

    mutating func remove(_ id: ID) { entries[id] = nil }

    mutating func beginAnswering(_ id: ID) { entries[id]?.isAnswering = true }

    mutating func endAnswering(_ id: ID) {
        time += 1
        entries[id]?.isAnswering = false
        entries[id]?.idleSince = time
    }

    private mutating func insert(_ id: ID, _ address: String) {
        time += 1
        entries[id] = Entry(address: address, idleSince: time)
    }
}
