extension Rules {
    /// Types and functions that other modules use have a comment of their own: what they guarantee is not to be guessed.
    ///
    /// What carries out a protocol's requirement is described there, and operators, `hash` and `encode` are known. Properties and
    /// initialisers are not looked at: most are members that say all with name and type.
    static func documented(_ files: [SourceFile]) -> [Violation] {
        let described = requirements(of: files).union(requirementsOfTheLibrary)
        return files.filter(\.isProduct).flatMap { undocumented($0, besides: described) }
    }

    private static func undocumented(_ file: SourceFile, besides described: Set<Substring>) -> [Violation] {
        file.code.indices.compactMap { index in
            guard let name = sharedDeclaration(file.code[index]), !described.contains(name) else { return nil }
            guard !hasComment(index, in: file) else { return nil }
            return Violation(
                path: file.path, line: index + 1, message: "say in a comment what \(name) is for, or guarantees")
        }
    }

    /// What protocols of Swift's and of swift-log ask for.
    private static let requirementsOfTheLibrary: Set<Substring> = [
        "AsyncIterator", "Element", "Failure", "Iterator", "encode", "hash", "log", "makeAsyncIterator",
        "makeIterator", "next", "subscript(metadataKey",
    ]

    /// The name of the type or function that a line declares for other modules; nil where it declares none, or an operator.
    private static func sharedDeclaration(_ line: Substring) -> Substring? {
        guard line.contains("package ") || line.contains("public ") else { return nil }
        let pattern =
            /^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:\w+\s+)*?(?:package|public)\s+(?:\w+(?:\(set\))?\s+)*?(?:(?:func|struct|class|enum|actor|protocol|typealias)\s+`?(\w+)|(subscript\(\w+))/
        guard let match = line.firstMatch(of: pattern) else { return nil }
        return match.output.1 ?? match.output.2
    }

    private static func hasComment(_ declaration: Int, in file: SourceFile) -> Bool {
        var index = declaration
        while index > 0, file.code[index - 1].drop(while: \.isWhitespace).hasPrefix("@") { index -= 1 }
        return index > 0 && file.comments[index - 1].drop(while: \.isWhitespace).hasPrefix("///")
    }

    /// The names that the project's own protocols ask for.
    private static func requirements(of files: [SourceFile]) -> Set<Substring> {
        var names: Set<Substring> = []
        for file in files where file.isProduct {
            var end: Substring?
            for line in file.code {
                if let closing = end {
                    if line.hasPrefix(closing) { end = nil }
                    guard let match = line.firstMatch(of: /\b(?:func|associatedtype)\s+(\w+)/) else { continue }
                    names.insert(match.output.1)
                } else if line.contains("protocol "), line.contains(/\bprotocol\s+\w.*\{\s*$/) {
                    end = "\(line.prefix { $0 == " " })}"
                }
            }
        }
        return names
    }
}
