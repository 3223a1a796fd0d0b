/// Why an expression cannot be read, or gives no value.
package struct CELError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is at fault: the expression's text, what it names, the values that it met, or their amount.
    package enum Code: Sendable, Hashable {
        /// The text is no expression.
        case syntax
        /// A variable or a function is not known, or a function does not take so many arguments.
        case unknownName
        /// An operation had no result for the values that it was given: a key that is missing, a division by zero.
        case evaluation
        /// A bound on the text, on the work or on what is made was passed.
        case limit
        /// There is a value, of another type than what was asked for.
        case resultType
    }

    package var code: Code
    /// Lower case, no full stop. Of values it shows types and names of keys only.
    package var message: String
    /// Where in the expression, from 1; nil where it is about all of it.
    package var line: Int?
    /// From 1, in characters of the line; nil where it is about the whole expression.
    package var column: Int?

    package init(_ code: Code, _ message: String, line: Int? = nil, column: Int? = nil) {
        self.code = code
        self.message = message
        self.line = line
        self.column = column
    }

    /// `line 1, column 5: message`
    package var description: String {
        guard let line, let column else { return message }
        return "line \(line), column \(column): \(message)"
    }
}

/// An error while its place is a number of bytes only: most errors of an evaluation are absorbed by `||`, `&&`, `all` and
/// `exists`, and lines need not be counted for those.
struct Fault: Error {
    var code: CELError.Code
    var message: String
    /// In bytes from the expression's begin.
    var offset: Int?

    init(_ code: CELError.Code, _ message: String, at offset: Int? = nil) {
        self.code = code
        self.message = message
        self.offset = offset
    }

    /// No operation of that name takes values of these types.
    static func noOverload(_ name: String, _ arguments: [CELValue]) -> Fault {
        let types = arguments.map(\.typeName).joined(separator: ", ")
        return Fault(.evaluation, "no such overload: \(name)(\(types))")
    }

    static func evaluation(_ message: String) -> Fault { Fault(.evaluation, message) }

    /// The same with a place, where it has none yet: the innermost is the one to be shown.
    func placed(at place: Int) -> Fault {
        guard offset == nil else { return self }
        return Fault(code, message, at: place)
    }

    /// The error with the line and column in the text that the expression was read from.
    func located(in source: String) -> CELError {
        guard let offset else { return CELError(code, message) }
        let before = source.utf8.prefix(offset)
        let lineStart =
            before.lastIndex(of: UInt8(ascii: "\n")).map { source.utf8.index(after: $0) } ?? source.startIndex
        let line = before.count { $0 == UInt8(ascii: "\n") } + 1
        let column = source.unicodeScalars[lineStart..<before.endIndex].count + 1
        return CELError(code, message, line: line, column: column)
    }
}

extension String {
    /// The text within quotes, cut where it is long: names and keys may come from anywhere.
    var quotedBriefly: String {
        let longest = 64
        guard unicodeScalars.count > longest else { return "'\(self)'" }
        return "'\(String(unicodeScalars.prefix(longest)))…'"
    }
}
