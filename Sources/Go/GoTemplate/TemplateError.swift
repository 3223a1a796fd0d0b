/// Why a template could not be parsed or executed.
package struct TemplateError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Whose fault it is: the text's, the execution's, or a bound's.
    package enum Code: Sendable, Hashable {
        /// The source is no template.
        case syntax
        /// An action failed.
        case execution
        /// The name of a template that was asked for is not defined.
        case missingTemplate
        /// A bound on steps, output or depth was passed.
        case limit
        /// The time was up.
        case timedOut
        /// The render was called off.
        case cancelled
    }

    /// Kept apart: errors are rare, and every function of an execution would have to keep room for one on the stack.
    private let details: Details

    package init(
        _ code: Code, _ message: String, source: String? = nil, line: Int? = nil, column: Int? = nil,
        cause: String? = nil, beneath: [Int] = []
    ) {
        details = Details(
            code: code, message: message, source: source, line: line, column: column, cause: cause, beneath: beneath)
    }

    package var code: Code { details.code }
    /// What Go's own error says, the template and the place included: `template: a.yaml:3:5: executing "a.yaml" at <.x>: …`.
    package var message: String { details.message }
    /// The name of the source in which the outermost failing action stands; nil where there is none.
    package var source: String? { details.source }
    /// From 1.
    package var line: Int? { details.line }
    /// In bytes from 0, as Go counts.
    package var column: Int? { details.column }
    /// What the function or method that failed said, without any place; nil where none did.
    package var cause: String? { details.cause }
    /// What the errors beneath say, the next one first: those of templates that a function executed, and at the end of all
    /// what a function said. Each is the end of the message of the one before.
    package var inner: [Substring] { beneath.map { Substring(message.utf8.suffix($0)) } }
    /// The lengths of what the errors beneath say, in bytes.
    var beneath: [Int] { details.beneath }

    /// The same error, told with a function's words before it.
    package func within(_ words: String) -> TemplateError {
        // Each level says more; nobody reads that far.
        guard message.utf8.count <= Self.longestMessage else { return self }
        return TemplateError(
            code, words + message, source: source, line: line, column: column, cause: cause,
            beneath: [message.utf8.count] + beneath)
    }

    /// What is longer is told without the words of the functions around.
    static let longestMessage = 64 << 10

    package var description: String { message }

    /// Whether the render has to end: no function may turn the error into another.
    package var isFinal: Bool { code == .limit || code == .timedOut || code == .cancelled }

    package static func == (left: TemplateError, right: TemplateError) -> Bool {
        left.code == right.code && left.message == right.message
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(code)
        hasher.combine(message)
    }

    private final class Details: Sendable {
        let code: Code
        let message: String
        let source: String?
        let line: Int?
        let column: Int?
        let cause: String?
        let beneath: [Int]

        init(
            code: Code, message: String, source: String?, line: Int?, column: Int?, cause: String?, beneath: [Int]
        ) {
            self.code = code
            self.message = message
            self.source = source
            self.line = line
            self.column = column
            self.cause = cause
            self.beneath = beneath
        }
    }
}
