/// One Swift file, split into what is code and what is comment, so that a rule never mistakes one for the other.
struct SourceFile: Sendable {
    /// Relative to the package, as `Sources/Core/Git/GitTree.swift`.
    let path: String
    /// The code of each line; comments and the text of string literals are blank, columns stay.
    let code: [Substring]
    /// The comments of each line; everything else is blank.
    let comments: [Substring]

    init(path: String, text: String) {
        var splitter = CommentSplitter(text)
        splitter.run()
        self.path = path
        self.code = String(decoding: splitter.code, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        self.comments = String(decoding: splitter.comments, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
    }

    /// The module or test target that the file belongs to: the folder below the layer, or below `Tests` or `Benchmarks`.
    var module: String {
        let parts = path.split(separator: "/")
        return String(parts[0] == "Sources" ? parts[2] : parts[1])
    }

    /// Whether the file is part of what ships: rules on crashes and on structure are for these.
    var isProduct: Bool { path.hasPrefix("Sources/") && !path.hasPrefix("Sources/Testing/") }

    /// The lines from one on until its parentheses are closed.
    func statement(from index: Int) -> String {
        var depth = 0
        var lines: [Substring] = []
        for line in code[index...] {
            lines.append(line)
            depth += line.count { $0 == "(" } - line.count { $0 == ")" }
            if depth <= 0 { break }
        }
        return lines.joined(separator: " ")
    }

    /// A violation for each line of code that the test accepts.
    func violations(_ message: String, where isViolation: (Substring) -> Bool) -> [Violation] {
        code.indices.filter { isViolation(code[$0]) }.map { Violation(path: path, line: $0 + 1, message: message) }
    }
}

/// Where a rule is broken, and what to do instead.
struct Violation: Sendable, Hashable, CustomStringConvertible {
    let path: String
    let line: Int
    let message: String

    var description: String { "\(path):\(line): \(message)" }
}

/// Tells code from comments and string literals, as far as the rules need it: nested comments, raw and multi-line strings, and
/// code inside interpolations. It does not know regex literals; a quote inside one has to be escaped.
private struct CommentSplitter {
    private let bytes: [UInt8]
    private var position = 0
    private(set) var code: [UInt8] = []
    private(set) var comments: [UInt8] = []

    init(_ text: String) {
        bytes = Array(text.utf8)
        code.reserveCapacity(bytes.count)
        comments.reserveCapacity(bytes.count)
    }

    mutating func run() {
        scanCode(insideInterpolation: false)
    }

    private enum Kind { case code, comment, literal }

    private func at(_ offset: Int = 0) -> UInt8 {
        position + offset < bytes.count ? bytes[position + offset] : 0
    }

    private func follows(_ text: StaticString) -> Bool {
        let expected = Array(text.description.utf8)
        return position + expected.count <= bytes.count
            && bytes[position..<position + expected.count].elementsEqual(expected)
    }

    private mutating func take(_ count: Int = 1, as kind: Kind) {
        for byte in bytes[position..<min(position + count, bytes.count)] {
            let blank = byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " ")
            code.append(kind == .code ? byte : blank)
            comments.append(kind == .comment ? byte : blank)
        }
        position += count
    }

    private mutating func scanCode(insideInterpolation: Bool) {
        var parentheses = 0
        while position < bytes.count {
            if follows("//") {
                while position < bytes.count, at() != UInt8(ascii: "\n") { take(as: .comment) }
            } else if follows("/*") {
                scanBlockComment()
            } else if let pounds = poundsBeforeQuote() {
                scanString(pounds: pounds)
            } else {
                if at() == UInt8(ascii: "(") { parentheses += 1 }
                if at() == UInt8(ascii: ")") { parentheses -= 1 }
                take(as: .code)
                if insideInterpolation, parentheses == 0 { return }
            }
        }
    }

    private mutating func scanBlockComment() {
        var depth = 0
        repeat {
            if follows("/*") {
                depth += 1
                take(2, as: .comment)
            } else if follows("*/") {
                depth -= 1
                take(2, as: .comment)
            } else {
                take(as: .comment)
            }
        } while depth > 0 && position < bytes.count
    }

    /// The number of `#` before a string literal that starts here; nil where none does.
    private func poundsBeforeQuote() -> Int? {
        var count = 0
        while at(count) == UInt8(ascii: "#") { count += 1 }
        return at(count) == UInt8(ascii: "\"") ? count : nil
    }

    private mutating func scanString(pounds: Int) {
        take(pounds, as: .code)
        let quotes = follows("\"\"\"") ? 3 : 1
        let marks = Array(repeating: UInt8(ascii: "#"), count: pounds)
        let end = Array(repeating: UInt8(ascii: "\""), count: quotes) + marks
        let escape = [UInt8(ascii: "\\")] + marks
        take(quotes, as: .code)
        while position < bytes.count {
            if bytes[position...].starts(with: end) {
                take(end.count, as: .code)
                return
            }
            if quotes == 1, at() == UInt8(ascii: "\n") { return }
            if bytes[position...].starts(with: escape) {
                take(escape.count, as: .literal)
                if at() == UInt8(ascii: "(") {
                    scanCode(insideInterpolation: true)
                } else {
                    take(as: .literal)
                }
            } else {
                take(as: .literal)
            }
        }
    }
}
