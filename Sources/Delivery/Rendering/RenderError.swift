package import Documents
package import SourceTrees

/// Why a source renders to nothing. One error, the first one; a render is whole or it is not.
package struct RenderError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is at fault, for the condition's reason and for whether trying again may help.
    package enum Code: Sendable, Hashable {
        /// The path, or a file that it names, does not exist.
        case notFound
        /// A file cannot be read or is not what it should be.
        case invalid
        /// A variable is missing or an expression is wrong.
        case substitution
        /// The same object twice.
        case duplicate
        /// A bound was passed.
        case limit
        /// What has to be kept for the next render cannot be had or stored.
        case kept
        /// What was fetched is gone; another attempt finds it there again.
        case lost
        /// What lies elsewhere cannot be had now.
        case unavailable
        /// A construct of a source that is not rendered here.
        case unsupported
    }

    package var code: Code
    /// What is wrong and what to do, without the place; never a variable's value.
    package var message: String
    package var file: String?
    package var line: Int?
    package var column: Int?

    package init(_ code: Code, _ message: String, file: String? = nil, line: Int? = nil, column: Int? = nil) {
        self.code = code
        self.message = message
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column: message`, as compilers write it.
    package var description: String {
        let place = [file, line.map(String.init), column.map(String.init)].compactMap(\.self).joined(separator: ":")
        return place.isEmpty ? message : "\(place): \(message)"
    }
}

extension RenderError {
    package init(_ error: DocumentError) {
        self.init(
            error.code == .limit ? .limit : .invalid, error.message, file: error.file, line: error.line,
            column: error.column)
    }

    package init(_ error: SourceTreeError) {
        let code: Code =
            switch error.code {
            case .notFound: .notFound
            case .tooLarge: .limit
            default: .invalid
            }
        self.init(code, error.message, file: error.path.isEmpty ? nil : error.path)
    }
}
