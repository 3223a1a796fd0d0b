/// Why a template could not be parsed or executed.
package struct TemplateError: Error, Sendable, Hashable, CustomStringConvertible {
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

    package var code: Code
    /// What Go's own error says, the template and the place included: `template: a.yaml:3:5: executing "a.yaml" at <.x>: …`.
    package var message: String
    /// The name of the source in which the outermost failing action stands; nil where there is none.
    package var source: String?
    /// From 1.
    package var line: Int?
    /// In bytes from 0, as Go counts.
    package var column: Int?
    /// What the function or method that failed said, without any place; nil where none did.
    package var cause: String?

    /// What the errors beneath say, the next one first: those of templates that a function executed, and at the end of all
    /// what a function said.
    package var inner: [String] = []

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    /// The same error, told in the words of a function around it.
    package func within(_ message: String) -> TemplateError {
        var error = self
        error.inner = [self.message] + inner
        error.message = message
        return error
    }

    package var description: String { message }

    /// Whether the render has to end: no function may turn the error into another.
    package var isFinal: Bool { code == .limit || code == .timedOut || code == .cancelled }
}
