package import Documents

/// A jq expression that names places in a document, as gojq's `path(…)` evaluates it.
///
/// What it may be made of: `.a`, `."a"`, `.["a"]`, `.[0]`, `.[-1]`, `.[]`, `.[FILTER]`, `..`, `?`, `|`, `,`, `//`, `if`,
/// `select` and the like, and in conditions comparisons, `and`, `or`, `not` and the functions of `JQFunction`. Everything else is
/// refused when it is read. Unlike jq's, a step that leads nowhere, such as `.[]` on a text, is no error and names nothing.
package struct JQPath: Sendable {
    /// In bytes.
    package static let longest = 1024

    package let text: String
    let node: JQNode

    /// - Throws: what cannot be, and at which character.
    package init(_ text: String) throws(JQError) {
        guard text.utf8.count <= JQPath.longest else {
            throw JQError("is longer than \(JQPath.longest) bytes")
        }
        var parser = JQParser(try JQLexer.tokens(of: text))
        node = try parser.whole()
        self.text = text
    }

    /// The places that it names in a document, as tokens of pointers; what they lead to need not be there.
    package func places(in document: Value, _ work: JQWork) throws(JQError) -> Set<[String]> {
        let found = try work.run(node, on: JQItem(path: [], value: document))
        return Set(found.compactMap(\.path))
    }
}

extension JQPath: Hashable {
    package static func == (left: JQPath, right: JQPath) -> Bool { left.text == right.text }
    package func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

/// What is wrong with an expression.
package struct JQError: Error, Hashable, CustomStringConvertible {
    package let message: String

    init(_ message: String) { self.message = message }

    /// - Parameter position: of the character, the first being 0.
    init(_ message: String, at position: Int) { self.message = "\(message), at character \(position + 1)" }

    package var description: String { message }
}
