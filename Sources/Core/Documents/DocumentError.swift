/// Why a text is not a document, and where.
public struct DocumentError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Whether the text, its size or its content is at fault.
    public enum Code: Sendable, Hashable {
        /// The text is not well-formed.
        case syntax
        /// A bound on bytes, depth, documents, aliases or keys was passed.
        case limit
        /// Well-formed, but not what was asked for.
        case content
    }

    public var code: Code
    /// Lower case, no full stop, and never a value from the document that could be a secret.
    public var message: String
    /// The file's path as its owner would write it, where one is known.
    public var file: String?
    /// From 1; nil where the place is not known.
    public var line: Int?
    /// From 1, in characters; nil where the place is not known.
    public var column: Int?

    public init(_ code: Code, _ message: String, file: String? = nil, line: Int? = nil, column: Int? = nil) {
        self.code = code
        self.message = message
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column: message`, as compilers write it.
    public var description: String {
        let place = [file, line.map(String.init), column.map(String.init)].compactMap(\.self).joined(separator: ":")
        return place.isEmpty ? message : "\(place): \(message)"
    }
}

/// Bounds on what a parser accepts. All have to hold; a text past one is refused with `DocumentError.Code.limit`.
public struct DocumentLimits: Sendable, Hashable {
    public var bytes: Int
    /// How deep arrays and objects may nest.
    public var depth: Int
    /// How many documents one YAML file may hold.
    public var documents: Int
    /// How many values a file may hold, keys included, once its aliases are expanded. One takes up to 110 bytes of memory
    /// besides its text.
    public var nodes: Int

    public init(bytes: Int, depth: Int, documents: Int, nodes: Int) {
        self.bytes = bytes
        self.depth = depth
        self.documents = documents
        self.nodes = nodes
    }

    /// For files out of a repository. Kubernetes refuses objects above 1.5 MiB; files may hold many.
    public static let file = DocumentLimits(bytes: 16 << 20, depth: 200, documents: 10_000, nodes: 1_000_000)
    /// For what this program has written itself, which is trusted as to size but not as to depth.
    public static let response = DocumentLimits(bytes: 512 << 20, depth: 400, documents: 1, nodes: 50_000_000)
}
