/// Reads along with a pack while it arrives, and finds out from what it says of itself how much memory it takes to index
/// it, before anything of it is inflated into memory: a server's kilobytes may be gigabytes here.
///
/// Source: gitformat-pack(5). Each object says its size before its bytes; a delta says at its start how large its base
/// and its result are.
struct PackScanner: ~Copyable {
    /// An object of the mirror that a delta builds on.
    typealias Base = (kind: ObjectDatabase.Kind, size: Int)

    /// What libgit2 keeps of each object while it indexes, and what is kept here.
    private static let bytesPerObject = 192
    /// Base, delta and result are in memory at the same time.
    private static let objectsPerDelta = 3
    /// Objects up to this size are not noted one by one: each counts as having it.
    private static let notedSize = 4 << 20
    /// Of commits and tags, which libgit2 reads when it tells a server what is here.
    private static let textLimit = 4 << 20
    /// Enough for both sizes at a delta's start.
    private static let deltaHeadLength = 20

    private enum Part {
        case signature, header, offset, id, content, trailer
    }

    private enum Kind: UInt8 {
        case commit = 1, tree, blob, tag
        case offsetDelta = 6, idDelta

        var isText: Bool { self == .commit || self == .tag }
        var isDelta: Bool { self == .offsetDelta || self == .idDelta }
    }

    private let limit: Int
    private let mirrored: (String) throws(GitError) -> Base?
    private let inflater: PackInflater
    private var part = Part.signature
    private var pending: [UInt8] = []
    private var position = 0
    private var left = 0
    // Of the object that is being read.
    private var start = 0
    private var kind = Kind.blob
    private var size = 0
    private var produced = 0
    private var base: (size: Int, isText: Bool)?
    private var head: [UInt8] = []
    // Of all so far.
    private var objects = 0
    private var largest = 0
    private var largestDelta = 0
    /// Some delta's base may be any object of this pack, also one that is still to come.
    private var hasUnknownBase = false
    /// By where they begin, those that are larger than most …
    private var noted: [Int: Int] = [:]
    /// … and those that libgit2 reads by itself.
    private var texts: Set<Int> = []

    /// - Parameters:
    ///   - limit: in bytes of memory.
    ///   - mirrored: an object of the mirror by its id, if it is there.
    init(limit: Int, mirrored: @escaping (String) throws(GitError) -> Base?) throws(GitError) {
        self.limit = limit
        self.mirrored = mirrored
        inflater = try PackInflater()
    }

    /// What indexing takes at most, in bytes.
    var demand: Int {
        let delta = hasUnknownBase ? max(largestDelta, largest) : largestDelta
        return objects * PackScanner.bytesPerObject + delta * PackScanner.objectsPerDelta
    }

    /// Whether the whole pack was seen.
    var isComplete: Bool { if case .trailer = part { pending.count >= 20 } else { false } }

    mutating func scan(_ bytes: UnsafeRawBufferPointer) throws(GitError) {
        // SAFETY: the buffer is lent for this call, and indices stay within its own bounds.
        var rest = unsafe bytes[...]
        while let byte = unsafe rest.first {
            guard case .content = part else {
                unsafe rest.removeFirst()
                try take(byte)
                continue
            }
            let used = try unsafe inflate(UnsafeRawBufferPointer(rebasing: rest))
            position += used
            unsafe rest = rest.dropFirst(used)
        }
    }

    private mutating func take(_ byte: UInt8) throws(GitError) {
        if case .header = part, pending.isEmpty { start = position }
        position += 1
        pending.append(byte)
        let isLast = byte & 0x80 == 0
        switch part {
        case .signature where pending.count == 12: try readSignature()
        case .header where isLast: try readHeader()
        case .offset where isLast: try readOffset()
        case .id where pending.count == 20: try readID()
        case .header, .offset: guard pending.count < 10 else { throw damaged }
        case .signature, .id, .content, .trailer: break
        }
    }

    private mutating func readSignature() throws(GitError) {
        guard pending.starts(with: "PACK".utf8), pending[4..<7].allSatisfy({ $0 == 0 }), (2...3).contains(pending[7])
        else { throw damaged }
        objects = pending[8...].reduce(0) { $0 << 8 | Int($1) }
        left = objects
        try checkDemand("\(objects) objects")
        next()
    }

    private mutating func readHeader() throws(GitError) {
        guard let kind = Kind(rawValue: pending[0] >> 4 & 7) else { throw damaged }
        var size = Int(pending[0] & 15)
        for (index, byte) in pending.dropFirst().enumerated() where index < 8 {
            size |= Int(byte & 0x7F) << (4 + 7 * index)
        }
        (self.kind, self.size) = (kind, size)
        if kind.isText { try checkText(size) }
        pending = []
        switch kind {
        case .offsetDelta: part = .offset
        case .idDelta: part = .id
        default: beginContent()
        }
    }

    private mutating func readOffset() throws(GitError) {
        var distance = Int(pending[0] & 0x7F)
        for byte in pending.dropFirst() { distance = (distance + 1) << 7 | Int(byte & 0x7F) }
        let place = start - distance
        guard distance > 0, place >= 12 else { throw damaged }
        base = (noted[place] ?? 0, texts.contains(place))
        beginContent()
    }

    private mutating func readID() throws(GitError) {
        if let found = try mirrored(ObjectFormat.hex(pending)) {
            base = (found.size, found.kind == .commit || found.kind == .tag)
        } else {
            (base, hasUnknownBase) = (nil, true)
        }
        beginContent()
    }

    private mutating func beginContent() {
        pending = []
        head = []
        produced = 0
        part = .content
        inflater.begin()
    }

    private mutating func inflate(_ bytes: UnsafeRawBufferPointer) throws(GitError) -> Int {
        let length = kind.isDelta ? PackScanner.deltaHeadLength : 0
        let hadHead = head.count >= min(length, size)
        // SAFETY: the buffer is the caller's for this call, and is only read.
        let step = try unsafe inflater.read(bytes, limit: size - produced, into: &head, headLength: length)
        produced += step.produced
        guard produced <= size, !step.isEnd || produced == size else { throw damaged }
        if kind.isDelta, !hadHead, head.count >= min(length, size) { try readDelta() }
        if step.isEnd { try endContent() }
        return step.used
    }

    private mutating func readDelta() throws(GitError) {
        var rest = head[...]
        guard let from = PackScanner.number(&rest), let result = PackScanner.number(&rest) else { throw damaged }
        largestDelta = max(largestDelta, PackScanner.notedSize, from, size, result, base?.size ?? 0)
        try checkDemand("an object of \(max(from, size, result, base?.size ?? 0)) bytes that is stored as a difference")
        if base?.isText ?? true { try checkText(result) }
        if base?.isText ?? false { texts.insert(start) }
        note(result)
    }

    private mutating func endContent() throws(GitError) {
        if kind.isText { texts.insert(start) }
        if !kind.isDelta { note(size) }
        try checkDemand("an object of \(largest) bytes that others may be stored as differences from")
        left -= 1
        next()
    }

    private mutating func note(_ size: Int) {
        largest = max(largest, size)
        if size > PackScanner.notedSize { noted[start] = size }
    }

    private mutating func next() {
        pending = []
        base = nil
        part = left > 0 ? .header : .trailer
    }

    /// A number of a delta's start; nil where there is none.
    private static func number(_ bytes: inout ArraySlice<UInt8>) -> Int? {
        var value = 0
        for shift in stride(from: 0, to: 56, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            value |= Int(byte & 0x7F) << shift
            if byte & 0x80 == 0 { return value }
        }
        return nil
    }

    private func checkText(_ size: Int) throws(GitError) {
        guard size <= PackScanner.textLimit else {
            throw GitError(
                .tooLarge,
                "the repository has a commit or tag of \(size) bytes, more than the limit of \(PackScanner.textLimit); "
                    + "take it out of the history")
        }
    }

    private func checkDemand(_ what: String) throws(GitError) {
        guard demand > limit else { return }
        throw GitError(
            .tooLarge,
            "the repository has \(what), which takes \(demand >> 20) MiB of memory to receive, more than the limit of "
                + "\(limit >> 20) MiB; make it smaller, or let the controller have more by --git-memory")
    }

    private var damaged: GitError {
        GitError(.protocolViolation, "the pack that the server sends is damaged at its byte \(position)")
    }
}
