import GoValues

extension WordCase {
    /// `http_server` for `HTTPServer`, as xstrings splits words.
    static func connected(_ text: GoString, by connector: UInt8) -> GoString {
        var writer = ConnectedWords(text: text, connector: connector)
        return writer.run()
    }
}

/// What a run of code points is.
private enum WordKind {
    case invalid, number, upper, alphabet, connector, punctuation, other
}

private struct Word {
    var kind: WordKind
    var bytes: ArraySlice<UInt8>
}

/// Splits a text into words.
private struct WordScanner {
    private let bytes: [UInt8]
    private var index = 0

    init(_ text: GoString) { bytes = text.bytes }

    var isAtEnd: Bool { index >= bytes.count }

    mutating func next() -> Word {
        guard let first = rune(at: index) else {
            defer { index = bytes.count }
            return Word(kind: .invalid, bytes: bytes[index...])
        }
        let start = index
        var end = index + first.size
        let kind = kind(of: first.value)
        switch kind {
        case .upper: end = endOfCapitals(from: end)
        case .alphabet: end = skip(from: end) { Self.isAlphabet($0) && !Letters.isUpper($0) }
        case .connector: end = skip(from: end, while: WordCase.isConnector)
        case .punctuation: end = skip(from: end, while: Letters.isPunctuation)
        case .number: end = skip(from: end, while: Letters.isNumber)
        case .other, .invalid:
            end = skip(from: end) { self.kind(of: $0) == .other }
        }
        index = end
        return Word(kind: kind, bytes: bytes[start..<end])
    }

    private func kind(of rune: UInt32) -> WordKind {
        if WordCase.isConnector(rune) { return .connector }
        if Letters.isPunctuation(rune) { return .punctuation }
        if Letters.isUpper(rune) { return .upper }
        if Self.isAlphabet(rune) { return .alphabet }
        return Letters.isNumber(rune) ? .number : .other
    }

    /// After a capital: more capitals, of which the last begins the next word where a letter follows; or small letters.
    private func endOfCapitals(from index: Int) -> Int {
        guard let second = rune(at: index) else { return bytes.count }
        if Letters.isUpper(second.value) {
            let end = skip(from: index, while: Letters.isUpper)
            guard let next = rune(at: end), Self.isAlphabet(next.value) else { return end }
            return startOfLast(before: end)
        }
        return skip(from: index) { Self.isAlphabet($0) && !Letters.isUpper($0) }
    }

    private func startOfLast(before end: Int) -> Int {
        var start = end - 1
        while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return start
    }

    private func skip(from start: Int, while condition: (UInt32) -> Bool) -> Int {
        var index = start
        while let rune = rune(at: index) {
            guard condition(rune.value) else { return index }
            index += rune.size
        }
        return bytes.count
    }

    /// The next valid code point with the invalid bytes before it; nil where there is none. Invalid bytes at the end belong
    /// to the last word.
    private func rune(at index: Int) -> (value: UInt32, size: Int)? {
        var size = 0
        while index + size < bytes.count {
            let rune = GoRune.decode(bytes, at: index + size)
            size += rune.size
            if rune.value != GoRune.error { return (rune.value, size) }
        }
        return nil
    }

    /// Letters but those of Chinese, Japanese and Korean that xstrings knows of.
    static func isAlphabet(_ rune: UInt32) -> Bool {
        guard GoRune.isLetter(rune) else { return false }
        switch rune {
        case 0x4E00...0x9FCC, 0x3400...0x4D85, 0x20000...0x2B81D: return false
        default: return true
        }
    }
}

/// Writes words in lower case with connectors between them. A number is part of the word before it, unless small letters
/// follow it.
private struct ConnectedWords {
    private var scanner: WordScanner
    private let connector: UInt8
    private var output: [UInt8] = []
    private var word = Word(kind: .invalid, bytes: [])
    private var isLast = true

    init(text: GoString, connector: UInt8) {
        scanner = WordScanner(text)
        self.connector = connector
        guard !scanner.isAtEnd else { return }
        advance()
    }

    private mutating func advance() {
        isLast = scanner.isAtEnd
        word = isLast ? Word(kind: .invalid, bytes: []) : scanner.next()
    }

    mutating func run() -> GoString {
        while !scanner.isAtEnd {
            if word.kind != .connector { write(word) }
            let previous = word
            advance()
            switch previous.kind {
            case .number:
                writeTail()
                connect(unless: [.invalid, .punctuation, .connector])
            case .connector: write(previous)
            case .punctuation: break
            default: connectAfterLetters()
            }
        }
        write(word)
        return GoString(bytes: output)
    }

    private mutating func writeTail() {
        while word.kind == .alphabet || word.kind == .number {
            write(word)
            advance()
        }
    }

    private mutating func connect(unless kinds: Set<WordKind>) {
        if !kinds.contains(word.kind) { output.append(connector) }
    }

    private mutating func connectAfterLetters() {
        guard word.kind == .number else { return connect(unless: [.connector, .punctuation]) }
        guard !scanner.isAtEnd else { return }
        let number = word
        advance()
        guard word.kind == .alphabet else {
            write(number)
            return connect(unless: [.connector, .punctuation])
        }
        output.append(connector)
        write(number)
        writeTail()
        connect(unless: [.invalid, .connector, .punctuation])
    }

    private mutating func write(_ word: Word) {
        guard word.kind == .upper || word.kind == .connector else {
            output += word.bytes
            return
        }
        for rune in GoString(word.bytes).runes {
            if WordCase.isConnector(rune) {
                output.append(connector)
            } else {
                GoRune.append(Letters.isUpper(rune) ? Letters.lower(rune) : rune, to: &output)
            }
        }
    }
}
