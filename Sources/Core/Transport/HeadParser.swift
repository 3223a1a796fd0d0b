/// Collects the header lines that libcurl delivers into the final response's head.
struct HeadParser {
    enum Outcome: Equatable {
        case more
        case head(ResponseHead)
        case tooLarge
    }

    /// As much as common servers allow in all of a head's lines.
    static let longestHead = 256 * 1024

    private var status: Int?
    private var headers = HTTPHeaders()
    private var size = 0
    private var isDone = false

    /// One line with its ending. Interim responses (1xx) are passed over, and so are trailers.
    mutating func feed(_ line: String) -> Outcome {
        guard !isDone else { return .more }
        size += line.utf8.count
        guard size <= Self.longestHead else { return .tooLarge }
        let text = line[...].trimmingLineEnd
        if text.isEmpty { return endOfHead() }
        if text.hasPrefix("HTTP/") {
            headers = HTTPHeaders()
            status = text.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap { Int($0) }
        } else if let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) {
            headers.add(String(text[..<colon]), String(text[text.utf8.index(after: colon)...].trimmingBlanks))
        }
        return .more
    }

    private mutating func endOfHead() -> Outcome {
        guard let status, status >= 200 else { return .more }
        isDone = true
        return .head(ResponseHead(status: status, headers: headers))
    }
}

extension Substring {
    fileprivate var trimmingLineEnd: Substring {
        func isText(_ byte: UInt8) -> Bool { byte != UInt8(ascii: "\n") && byte != UInt8(ascii: "\r") }
        guard let last = utf8.lastIndex(where: isText) else { return "" }
        return self[...last]
    }

    fileprivate var trimmingBlanks: Substring {
        func isText(_ byte: UInt8) -> Bool { byte != UInt8(ascii: " ") && byte != UInt8(ascii: "\t") }
        guard let first = utf8.firstIndex(where: isText), let last = utf8.lastIndex(where: isText) else { return "" }
        return self[first...last]
    }
}
