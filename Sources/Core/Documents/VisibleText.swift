extension Unicode.Scalar {
    /// Whether it changes how a text is shown instead of being shown: controls, which move cursors and colour terminals,
    /// Unicode's own line ends, what turns the direction of writing, and what has no width.
    package var isUnseen: Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x2028, 0x2029, 0x202A...0x202E, 0x2066...0x2069: true
        case 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2060...0x2065, 0x206A...0x206F, 0xFEFF, 0xFFF9...0xFFFB: true
        case 0xE0000...0xE007F: true
        default: false
        }
    }
}

extension String {
    /// On one line, with an escape for everything that is not shown as it is.
    package var visible: String {
        guard unicodeScalars.contains(where: \.isUnseen) else { return self }
        return unicodeScalars.reduce(into: "") { result, scalar in
            switch scalar {
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case let scalar where scalar.isUnseen: result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
    }

    /// Its beginning, of at most so many bytes in UTF-8, with an ellipsis where something is left out.
    package func cut(to bytes: Int) -> String {
        guard utf8.count > bytes else { return self }
        var size = 0
        let kept = unicodeScalars.prefix { scalar in
            size += UTF8.width(scalar)
            return size <= bytes
        }
        return String(kept) + "…"
    }
}
