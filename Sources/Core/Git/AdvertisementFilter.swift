/// Stands between a server and libgit2 while references are listed, since libgit2 keeps whatever it is told: a server may have
/// millions of references, or say that it has. Of the list only what a rule wants goes on, once all of it is here.
///
/// Source: gitprotocol-pack(5), "Reference Discovery", and gitprotocol-http(5), "Smart Server Response", versions 0 and 1.
struct AdvertisementFilter {
    private enum Part {
        /// Over http the service is named first, and ends with a flush of its own.
        case service, serviceEnd
        /// The first reference comes with what the server can do.
        case first, others, end
    }

    private static let idLength = 40
    private static let digits = 4
    private static let headTarget = Array("symref=HEAD:".utf8)

    private var references: ListedReferences
    private var part: Part
    /// Less than a line, which has 64 KiB at most.
    private var pending: [UInt8] = []
    private var position = 0
    private var firstName: String?

    init(_ rule: ListingRule, namesService: Bool) {
        references = ListedReferences(rule)
        part = namesService ? .service : .first
    }

    /// What of these bytes, and of those before, libgit2 is to see.
    mutating func pass(_ bytes: some Sequence<UInt8>) throws(GitError) -> [UInt8] {
        pending += bytes
        var passed: [UInt8] = []
        var start = 0
        while let line = try line(at: start) {
            passed += try take(line)
            start = line.endIndex
            position += line.count
        }
        pending.removeFirst(start)
        // Nothing is to come any more, so nobody wants it.
        if part == .end { pending = [] }
        return passed
    }

    /// With its length in front; nil where it is not all here.
    private func line(at start: Int) throws(GitError) -> ArraySlice<UInt8>? {
        guard part != .end, pending.count - start >= AdvertisementFilter.digits else { return nil }
        var length = 0
        for byte in pending[start..<(start + AdvertisementFilter.digits)] {
            guard let digit = Character(UnicodeScalar(byte)).hexDigitValue else { throw damaged }
            length = length << 4 | digit
        }
        // A flush has no length, and a line at least one byte.
        guard length == 0 || length > AdvertisementFilter.digits else { throw damaged }
        let end = start + max(length, AdvertisementFilter.digits)
        return end <= pending.count ? pending[start..<end] : nil
    }

    private mutating func take(_ line: ArraySlice<UInt8>) throws(GitError) -> [UInt8] {
        let text = line.dropFirst(AdvertisementFilter.digits)
        if text.isEmpty { return try flush() }
        if text.starts(with: "ERR ".utf8) {
            part = .end
            return Array(line)
        }
        switch part {
        case .service where text.starts(with: "# service=".utf8):
            part = .serviceEnd
            return Array(line)
        case .first where text.starts(with: "version 1".utf8): return []
        // Where the server's own history ends, which is nothing to us.
        case .first, .others: if text.starts(with: "shallow ".utf8) { return [] }
        case .service, .serviceEnd, .end: throw damaged
        }
        return try reference(text) ? Array(line) : []
    }

    /// Whether it is the first one, which goes on in any case.
    private mutating func reference(_ text: ArraySlice<UInt8>) throws(GitError) -> Bool {
        let id = text.prefix(AdvertisementFilter.idLength)
        let rest = text.dropFirst(AdvertisementFilter.idLength)
        guard rest.first == UInt8(ascii: " "), ObjectFormat.isID(id) else {
            throw damaged
        }
        let words = rest.dropFirst().prefix { $0 != UInt8(ascii: "\n") }
        let isFirst = part == .first
        part = .others
        let name = isFirst ? words.prefix { $0 != 0 } : words
        if isFirst {
            firstName = ReferenceName.read(name)
            if let target = AdvertisementFilter.head(words.dropFirst(name.count)) { references.follow(head: target) }
        }
        try references.add(name, String(decoding: id, as: UTF8.self))
        return isFirst
    }

    private mutating func flush() throws(GitError) -> [UInt8] {
        let flush = [UInt8](repeating: UInt8(ascii: "0"), count: AdvertisementFilter.digits)
        switch part {
        case .serviceEnd:
            part = .first
            return flush
        case .first, .others:
            part = .end
            return try references.finish().flatMap(lines) + flush
        case .service, .end: throw damaged
        }
    }

    private func lines(_ reference: ListedReferences.Reference) -> [UInt8] {
        var lines: [UInt8] = []
        if reference.name != firstName { lines += AdvertisementFilter.line("\(reference.object) \(reference.name)\n") }
        if let target = reference.target {
            lines += AdvertisementFilter.line("\(target) \(reference.name)\(ReferenceName.peeled)\n")
        }
        return lines
    }

    private static func line(_ text: String) -> [UInt8] {
        let length = String(text.utf8.count + digits, radix: 16)
        return Array((String(repeating: "0", count: digits - length.count) + length + text).utf8)
    }

    /// What HEAD stands for, among what a server can do.
    private static func head(_ capabilities: ArraySlice<UInt8>) -> String? {
        capabilities.split { $0 == 0 || $0 == UInt8(ascii: " ") }.last { $0.starts(with: headTarget) }
            .flatMap { ReferenceName.read($0.dropFirst(headTarget.count)) }
    }

    private var damaged: GitError {
        GitError(.protocolViolation, "the list of references that it sends is damaged at its byte \(position)")
    }
}
