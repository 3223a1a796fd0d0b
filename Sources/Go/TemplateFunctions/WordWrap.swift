import GoValues

/// Shortening and wrapping of texts, as the library goutils does: by bytes.
enum WordWrap {
    /// The text with an ellipsis where it is longer than the width; with an offset also at its begin.
    static func abbreviated(_ text: GoString, offset: Int, width: Int) -> GoString {
        guard width >= 4, text.count > width else { return text }
        var offset = min(offset, text.count)
        // Wraps for an offset far below zero, as in Go.
        if text.count &- offset < width - 3 { offset = text.count - (width - 3) }
        let ellipsis = GoString("...")
        if offset <= 4 { return text[0..<(width - 3)] + ellipsis }
        if offset + width - 3 < text.count {
            return ellipsis + abbreviated(text[offset..<text.count], offset: 0, width: width - 3)
        }
        return ellipsis + text[(text.count - (width - 3))..<text.count]
    }

    /// The text with a line break at the last space within the width, else after the word, or within it where words may
    /// be broken.
    static func wrapped(
        _ text: GoString, width: Int, by separator: GoString, breaksWords: Bool
    ) throws(GoError) -> GoString {
        let newline = separator.isEmpty ? GoString("\n") : separator
        let width = max(width, 1)
        let space = UInt8(ascii: " ")
        try FunctionBounds.check(bytes: text.count + (text.count / width + 1) * newline.count, of: "wrap")
        var output: [UInt8] = []
        var offset = 0
        while text.count - offset > width {
            if text.bytes[offset] == space {
                offset += 1
                continue
            }
            let window = text.bytes[offset..<(offset + width + 1)]
            if let end = window.lastIndex(of: space) {
                output += text.bytes[offset..<end] + newline.bytes
                offset = end + 1
            } else if breaksWords {
                output += text.bytes[offset..<(offset + width)] + newline.bytes
                offset += width
            } else if let end = text.bytes[(offset + width)...].firstIndex(of: space) {
                output += text.bytes[offset..<end] + newline.bytes
                offset = end + 1
            } else {
                output += text.bytes[offset...]
                offset = text.count
            }
        }
        output += text.bytes[offset...]
        return GoString(bytes: output)
    }
}
