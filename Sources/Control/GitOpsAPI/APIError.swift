internal import Documents

/// What is wrong with a field of one of our kinds.
package struct APIError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is wrong with the field.
    package enum Code: Sendable, Hashable {
        /// A field that has to be there is not.
        case missing
        /// The field holds another type of value, for instance a list where a text belongs.
        case wrongType
        /// The type is right and the content is not.
        case invalid
    }

    package var code: Code
    /// Where, from the resource's root, for instance `spec.sync.retry.limit`.
    package var field: String
    /// What is expected; reads on from the field's name. It never repeats a value that could hold a secret.
    package var message: String

    package init(_ code: Code, _ field: String, _ message: String) {
        self.code = code
        self.field = field
        self.message = message
    }

    package var description: String { "\(field) \(message)" }
}

extension APIError {
    static func wrongType(_ value: Value, _ expected: String) -> APIError {
        APIError(.wrongType, "", "must be \(expected), and is a \(value.kindName)")
    }

    /// What `read` reads; its error with the way to it, one step longer.
    static func inside<T>(
        _ step: @autoclosure () -> String, _ read: () throws(APIError) -> T
    ) throws(APIError) -> T {
        do throws(APIError) { return try read() } catch { throw error.inside(step()) }
    }

    private func inside(_ step: String) -> APIError {
        let joint = field.isEmpty || field.hasPrefix("[") ? "" : "."
        return APIError(code, "\(step)\(joint)\(field)", message)
    }
}
