import GoValues

/// Text around base64, as keys and certificates are handed around.
struct PEM {
    var type: String
    var bytes: [UInt8]

    init(type: String, bytes: [UInt8]) {
        self.type = type
        self.bytes = bytes
    }

    /// The first block of a text; nil where there is none.
    init?(_ text: String) {
        var lines = text.split(whereSeparator: \.isNewline)[...].map { $0.drop { $0 == " " } }[...]
        let (begin, end) = ("-----BEGIN ", "-----")
        while let line = lines.popFirst() {
            guard line.hasPrefix(begin), line.trimmingSuffix(" ").hasSuffix(end) else { continue }
            let type = String(line.trimmingSuffix(" ").dropFirst(begin.count).dropLast(end.count))
            guard let last = lines.firstIndex(where: { $0.hasPrefix("-----END \(type)-----") }) else { continue }
            // Headers end at an empty line, which splitting dropped: they are the lines with a colon.
            let body = lines[..<last].filter { !$0.contains(":") }.joined()
            guard let bytes = try? GoBase.base64.decode(.init(body)) else { continue }
            self.init(type: type, bytes: bytes)
            return
        }
        return nil
    }

    var text: String {
        let digits = GoBase.base64.encode(bytes).string
        var lines = "-----BEGIN \(type)-----\n"
        var rest = digits[...]
        while !rest.isEmpty {
            lines += rest.prefix(64) + "\n"
            rest = rest.dropFirst(64)
        }
        return lines + "-----END \(type)-----\n"
    }
}

extension Substring {
    fileprivate func trimmingSuffix(_ character: Character) -> Substring {
        var result = self
        while result.last == character { result.removeLast() }
        return result
    }
}
