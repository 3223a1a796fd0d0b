package import Documents
import Synchronization

/// A regular expression of a schema.
package protocol SchemaPattern: Sendable {
    func matches(_ text: String) -> Bool
}

/// Why there is no schema, or why a value does not follow it, in the words of the library that Helm uses.
package struct JSONSchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Who has to change something: the schema's author, or that of the value.
    package enum Code: Sendable, Hashable {
        /// The schema itself is wrong, or refers to what is not there.
        case schema
        /// The value does not follow the schema.
        case value
        /// A bound was passed.
        case limit
    }

    package var code: Code
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}

/// Makes schemas of documents: drafts 4, 6, 7, 2019-09 and 2020-12, as `santhosh-tekuri/jsonschema` v6 understands them.
///
/// Nothing is loaded: a reference to another file or to the network is refused, one to a `urn:` allows everything, as in
/// Helm. The schemas of the drafts themselves are known. Keeps what it made of those for the next schema.
package final class JSONSchemaCompiler: Sendable {
    /// Makes a matcher of a regular expression; the message of its error says why there is none.
    package typealias Patterns = @Sendable (String) throws(JSONSchemaError) -> any SchemaPattern

    /// How many schemas the largest of real charts need for one file of values, with room: schemas that combine others
    /// can double the work with each level.
    package static let usualChecks = 2_000_000

    private let patterns: Patterns
    private let checks: Int
    private let metaschemas = Mutex<[Draft: CompiledSchema]>([:])

    /// - Parameter checks: how many schemas may be held against the parts of one value; `usualChecks` is enough.
    package init(patterns: @escaping Patterns, checks: Int) {
        self.patterns = patterns
        self.checks = checks
    }

    /// The schema of a document that stands at `location`; Helm has it at `file:///values.schema.json`.
    package func compile(_ document: Value, location: String) throws(JSONSchemaError) -> JSONSchema {
        let compiler = SchemaCompilation(
            patterns: patterns, assertsFormats: false, checks: checks, validate: validate)
        return JSONSchema(compiled: try compiler.compile(document, location: location))
    }

    /// Holds a schema against that of its draft.
    private func validate(_ document: Value, draft: Draft, location: String) throws(JSONSchemaError) {
        do {
            try metaschema(draft).validate(document)
        } catch let error where error.code == .value {
            throw JSONSchemaError(.schema, "\"\(location)\" is not valid against metaschema: \(error.message)")
        }
    }

    private func metaschema(_ draft: Draft) throws(JSONSchemaError) -> CompiledSchema {
        if let known = metaschemas.withLock({ $0[draft] }) { return known }
        let compiler = SchemaCompilation(patterns: patterns, assertsFormats: true, checks: checks) { _, _, _ in }
        let compiled = try compiler.compile(try Metaschemas.document(draft.url), location: draft.url)
        metaschemas.withLock { $0[draft] = compiled }
        return compiled
    }
}

/// A schema that values can be held against.
package struct JSONSchema: Sendable {
    let compiled: CompiledSchema

    /// Throws `JSONSchemaError.Code.value` with every reason where the value does not follow the schema.
    ///
    /// Bounded: a schema that makes too much work of a value is refused.
    ///
    /// - Parameter isOver: asked now and then whether the time is up.
    package func validate(
        _ value: Value, isOver: @escaping () -> Bool = { false }
    ) throws(JSONSchemaError) { try compiled.validate(value, isOver: isOver) }
}
