import Testing

/// A fenced code block of a Markdown file.
struct CodeBlock: Sendable, CustomTestStringConvertible {
    let path: String
    /// The line of the opening fence.
    let line: Int
    let language: String
    let text: String

    var testDescription: String { "\(path):\(line)" }
}

/// What the documentation tests need of Markdown: fenced blocks, and links.
enum Markdown {
    static func codeBlocks(in text: String, path: String) -> [CodeBlock] {
        var blocks: [CodeBlock] = []
        var open: (line: Int, language: String, fence: Substring, lines: [Substring])?
        for (index, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let trimmed = line.drop(while: { $0 == " " })
            let fence = trimmed.prefix(while: { $0 == "`" })
            if let block = open {
                if fence.count >= block.fence.count, trimmed.dropFirst(fence.count).allSatisfy(\.isWhitespace) {
                    let content = block.lines.map { $0 + "\n" }.joined()
                    blocks.append(CodeBlock(path: path, line: block.line, language: block.language, text: content))
                    open = nil
                } else {
                    open?.lines.append(line)
                }
            } else if fence.count >= 3 {
                let language = trimmed.dropFirst(fence.count).prefix(while: { !$0.isWhitespace })
                open = (index + 1, String(language), fence, [])
            }
        }
        return blocks
    }

    /// The targets of links to files of this project, without their `#…` part, and the lines that they are on.
    static func fileLinks(in text: String) -> [(target: String, line: Int)] {
        text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().flatMap { index, line in
            line.matches(of: /\]\(([^)#\s]+)(?:#[^)]*)?\)/).map { (String($0.output.1), index + 1) }
        }
        .filter { !$0.target.contains("://") && !$0.target.hasPrefix("mailto:") }
    }
}
