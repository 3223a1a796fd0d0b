package import GoValues

/// A text as RE2 takes it. Go matches each byte that is no UTF-8 as U+FFFD, so that is what it becomes.
private struct SearchedText {
    let bytes: [UInt8]
    /// Where each byte and the end stand in the original text; nil where nothing had to be changed.
    private let origins: [Int]?

    init(_ text: GoString) {
        guard String(validating: text.bytes, as: UTF8.self) == nil else {
            bytes = text.bytes
            origins = nil
            return
        }
        var changed: [UInt8] = []
        var origins: [Int] = []
        var index = 0
        while index < text.count {
            let rune = GoRune.decode(text.bytes, at: index)
            GoRune.append(rune.value, to: &changed)
            while origins.count < changed.count { origins.append(index) }
            index += rune.size
        }
        bytes = changed
        self.origins = origins + [index]
    }

    func original(_ range: Range<Int>) -> Range<Int> {
        guard let origins else { return range }
        return origins[range.lowerBound]..<origins[range.upperBound]
    }

    /// How many bytes the code point at an index takes; 0 at the end.
    func width(at index: Int) -> Int {
        index < bytes.count ? GoRune.decode(bytes, at: index).size : 0
    }
}

extension GoRegexp {
    /// `MatchString`
    package func matches(_ text: GoString) -> Bool {
        firstMatch(in: SearchedText(text).bytes, from: 0, groups: 1) != nil
    }

    /// `FindString`: the first match; empty where there is none.
    package func find(in text: GoString) -> GoString {
        let searched = SearchedText(text)
        guard let range = firstMatch(in: searched.bytes, from: 0, groups: 1)?.first ?? nil else { return GoString() }
        return part(of: text, searched.original(range))
    }

    /// `FindStringSubmatch`: the first match and its groups, empty where they took no part; nil where there is none.
    package func groups(in text: GoString) -> [GoString]? {
        let searched = SearchedText(text)
        let found = firstMatch(in: searched.bytes, from: 0, groups: groupNames.count)
        return found?.map { $0.map { part(of: text, searched.original($0)) } ?? GoString() }
    }

    /// `FindAllStringSubmatch`: each match's groups, empty where they took no part.
    package func allGroups(in text: GoString) -> [[GoString]] {
        matches(in: text, limit: -1, groups: groupNames.count, progress: { _ in }).map { match in
            match.map { $0.map { part(of: text, $0) } ?? GoString() }
        }
    }

    /// `FindAllStringIndex`: matches that do not overlap, at most so many, all where the limit is negative. An empty match
    /// right after another is left out.
    ///
    /// - Parameter progress: told before each search how many bytes it may read. All searches together may read the square
    ///   of the text.
    package func ranges(
        in text: GoString, limit: Int, progress: (Int) throws -> Void = { _ in }
    ) rethrows -> [Range<Int>] {
        try matches(in: text, limit: limit, groups: 1, progress: progress).compactMap { $0[0] }
    }

    private func matches(
        in text: GoString, limit: Int, groups: Int, progress: (Int) throws -> Void
    ) rethrows -> [[Range<Int>?]] {
        let searched = SearchedText(text)
        var found: [[Range<Int>?]] = []
        var position = 0
        var previousEnd = -1
        while limit < 0 || found.count < limit, position <= searched.bytes.count {
            try progress(searched.bytes.count - position)
            guard let match = firstMatch(in: searched.bytes, from: position, groups: groups),
                let whole = match.first, let whole
            else { break }
            let isRepeated = whole.upperBound == position && whole.lowerBound == previousEnd
            position = whole.upperBound > position ? whole.upperBound : position + max(searched.width(at: position), 1)
            previousEnd = whole.upperBound
            if !isRepeated { found.append(match.map { $0.map(searched.original) }) }
        }
        return found
    }

    /// `FindAllString`
    package func findAll(
        in text: GoString, limit: Int, progress: (Int) throws -> Void = { _ in }
    ) rethrows -> [GoString] {
        try ranges(in: text, limit: limit, progress: progress).map { part(of: text, $0) }
    }

    /// `Split`; nil where the limit is 0.
    package func split(
        _ text: GoString, limit: Int, progress: (Int) throws -> Void = { _ in }
    ) rethrows -> [GoString]? {
        guard limit != 0 else { return nil }
        if !source.isEmpty, text.isEmpty { return [GoString()] }
        var parts: [GoString] = []
        var (start, end) = (0, 0)
        for range in try ranges(in: text, limit: limit, progress: progress) {
            if limit > 0, parts.count == limit - 1 { break }
            end = range.lowerBound
            if range.upperBound != 0 { parts.append(part(of: text, start..<end)) }
            start = range.upperBound
        }
        if end != text.count { parts.append(part(of: text, start..<text.count)) }
        return parts
    }

    private func part(of text: GoString, _ range: Range<Int>) -> GoString {
        GoString(bytes: Array(text.bytes[range]))
    }

    /// `ReplaceAllString`: the replacement's `$1` and `${name}` stand for groups.
    package func replacingAll(
        in text: GoString, with replacement: GoString, progress: (Int) throws -> Void = { _ in }
    ) throws -> GoString {
        let template = GoRegexpTemplate(replacement, names: groupNames)
        return try replacingAll(in: text, groups: template.groups, progress: progress) { groups, searched, output in
            template.append(to: &output) { group in
                guard group < groups.count, let range = groups[group] else { return [] }
                return text.bytes[searched.original(range)]
            }
        }
    }

    /// `ReplaceAllLiteralString`
    package func replacingAllLiterally(
        in text: GoString, with replacement: GoString, progress: (Int) throws -> Void = { _ in }
    ) throws -> GoString {
        try replacingAll(in: text, groups: 1, progress: progress) { $2 += replacement.bytes }
    }

    private func replacingAll(
        in text: GoString, groups: Int, progress: (Int) throws -> Void,
        by write: ([Range<Int>?], SearchedText, inout [UInt8]) -> Void
    ) throws -> GoString {
        let searched = SearchedText(text)
        var output: [UInt8] = []
        var (lastEnd, position) = (0, 0)
        while position <= searched.bytes.count {
            try progress(searched.bytes.count - position)
            guard let match = firstMatch(in: searched.bytes, from: position, groups: groups),
                let whole = match.first, let whole
            else { break }
            output += text.bytes[searched.original(lastEnd..<whole.lowerBound)]
            if whole.upperBound > lastEnd || whole.lowerBound == 0 { write(match, searched, &output) }
            guard output.count <= GoBounds.bytes else {
                throw GoError("regexp: the result would be larger than \(GoBounds.bytes) bytes")
            }
            lastEnd = whole.upperBound
            position = max(lastEnd, position + max(searched.width(at: position), 1))
        }
        output += text.bytes[searched.original(lastEnd..<searched.bytes.count)]
        return GoString(bytes: output)
    }

    /// `QuoteMeta`
    package static func quoted(_ text: GoString) -> GoString {
        let special = Set(#"\.+*?()|[]{}^$"#.utf8)
        var output: [UInt8] = []
        output.reserveCapacity(text.count)
        for byte in text.bytes {
            if special.contains(byte) { output.append(UInt8(ascii: "\\")) }
            output.append(byte)
        }
        return GoString(bytes: output)
    }
}
