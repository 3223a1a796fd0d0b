import GoValues

/// Case of words, as Go's `strings.Title` and the libraries goutils and xstrings have it.
enum WordCase {
    /// Each word's first letter in title case.
    static func title(_ text: GoString) -> GoString {
        var previous: UInt32 = 0x20
        return text.mapped { rune in
            defer { previous = rune }
            return isSeparator(previous) ? Letters.title(rune) : rune
        }
    }

    private static func isSeparator(_ rune: UInt32) -> Bool {
        if rune == UInt32(UInt8(ascii: "_")) || GoRune.isLetter(rune) || GoRune.isDigit(rune) { return false }
        return rune < 0x80 || Letters.isSpace(rune)
    }

    /// Each word's first letter in lower case.
    static func untitle(_ text: GoString) -> GoString {
        var isStart = true
        return text.mapped { rune in
            if Letters.isSpace(rune) {
                isStart = true
                return rune
            }
            defer { isStart = false }
            return isStart ? Letters.lower(rune) : rune
        }
    }

    /// Upper for lower case and the other way; a lower letter that begins a word gets title case.
    static func swap(_ text: GoString) -> GoString {
        var isStart = true
        return text.mapped { rune in
            if Letters.isUpper(rune) || Letters.isTitle(rune) {
                isStart = false
                return Letters.lower(rune)
            }
            if Letters.isLower(rune) {
                defer { isStart = false }
                return isStart ? Letters.title(rune) : Letters.upper(rune)
            }
            isStart = Letters.isSpace(rune)
            return rune
        }
    }

    /// The first byte of each word, taken as Latin-1 as goutils does.
    static func initials(_ text: GoString) -> GoString {
        var output: [UInt8] = []
        var isStart = true
        for byte in text.bytes {
            if Letters.isSpace(UInt32(byte)) {
                isStart = true
            } else if isStart {
                GoRune.append(UInt32(byte), to: &output)
                isStart = false
            }
        }
        return GoString(bytes: output)
    }

    /// `HttpServer` for `http_server`. Connectors at the begin stay; a word that begins with capitals keeps the first.
    static func pascal(_ text: GoString) -> GoString {
        let runes = text.runes
        guard let first = runes.firstIndex(where: { !isConnector($0) }) else {
            return doubledLast(runes)
        }
        var output = Array(runes[..<first])
        var current = Letters.upper(runes[first])
        var isCapital = Letters.isUpper(runes[first])
        for rune in runes[(first + 1)...] {
            let previous = current
            current = rune
            if isConnector(rune), isConnector(previous) {
                output.append(previous)
                continue
            }
            if isConnector(previous) {
                isCapital = Letters.isUpper(rune)
                current = Letters.upper(rune)
            } else {
                if isCapital {
                    if Letters.isUpper(rune) { current = Letters.lower(rune) } else { isCapital = false }
                }
                output.append(previous)
            }
        }
        output.append(current)
        return joined(output)
    }

    /// A text of connectors alone gets its last one twice: so does xstrings.
    private static func doubledLast(_ runes: [UInt32]) -> GoString {
        joined(runes + (runes.last.map { [$0] } ?? []))
    }

    private static func joined(_ runes: [UInt32]) -> GoString {
        var output: [UInt8] = []
        for rune in runes { GoRune.append(rune, to: &output) }
        return GoString(bytes: output)
    }

    static func isConnector(_ rune: UInt32) -> Bool {
        rune == UInt32(UInt8(ascii: "-")) || rune == UInt32(UInt8(ascii: "_")) || Letters.isSpace(rune)
    }
}
