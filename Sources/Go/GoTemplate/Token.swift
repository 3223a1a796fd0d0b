import GoValues

/// A word of a template's source, by its place there.
struct Token {
    enum Kind: Equatable {
        case error, bool, character, characterConstant, complex, assign, declare, end, field, identifier, leftDelimiter
        case leftParenthesis, number, pipe, rawString, rightDelimiter, rightParenthesis, space, string, text, variable
        /// `.`
        case dot
        case keyword(Keyword)
    }

    enum Keyword: String, CaseIterable {
        case block, `break`, `continue`, define, `else`, end, `if`, `nil`, range, template, with
    }

    var kind: Kind
    /// In bytes from the source's start.
    var offset: Int
    /// Behind the last byte.
    var end: Int
    /// Where the token starts, from 1.
    var line: Int

    func text(in source: [UInt8]) -> GoString { GoString(part: source[offset..<end]) }
}
