extension Rules {
    /// Whatever the compiler can no longer check needs a comment with `SAFETY:` that says who guarantees it: in the same
    /// function, or directly above it or a type around it (a type that wraps one C handle has one reason), or ahead of
    /// the file's first declaration. `SAFETY, for …` speaks for everything below it.
    static func explainedUnsafety(_ file: SourceFile) -> [Violation] {
        guard file.isProduct else { return [] }
        return file.code.indices.compactMap { index in
            let line = file.code[index]
            guard line.contains("unsafe") || line.contains("@unchecked"), giveUpChecks(line) else { return nil }
            guard !isExplained(index, in: file) else { return nil }
            return Violation(
                path: file.path, line: index + 1, message: "say who guarantees this, in a comment: // SAFETY: …")
        }
    }

    private static func giveUpChecks(_ line: Substring) -> Bool {
        line.contains("@unchecked Sendable") || line.contains("nonisolated(unsafe)")
            || line.contains(/(?:^|[^\w@])unsafe\s/)
    }

    private static func isExplained(_ index: Int, in file: SourceFile) -> Bool {
        let head = file.comments[...(firstDeclaration(of: file) ?? 0)]
        if head.contains(where: saysWhy) || file.comments[...index].contains(where: { $0.contains("SAFETY, for") }) {
            return true
        }
        return leadingComments(of: index, in: file).contains(where: saysWhy)
            || scopes(around: index, in: file).contains { scope in
                leadingComments(of: scope, in: file).contains(where: saysWhy)
                    || (!isType(file.code[scope]) && body(of: scope, in: file).contains(where: saysWhy))
            }
    }

    private static func saysWhy(_ comment: Substring) -> Bool { comment.contains("SAFETY:") }

    /// The declarations that a line is inside of, innermost first; the line itself where it is one.
    private static func scopes(around index: Int, in file: SourceFile) -> [Int] {
        var depth = indentation(of: file.code[index]) + 1
        return stride(from: index, through: 0, by: -1).filter { line in
            let code = file.code[line]
            guard indentation(of: code) < depth, startsScope(code) else { return false }
            depth = indentation(of: code)
            return true
        }
    }

    private static func body(of declaration: Int, in file: SourceFile) -> ArraySlice<Substring> {
        let depth = indentation(of: file.code[declaration])
        let end = file.code[declaration...].firstIndex { code in
            code.contains("}") && indentation(of: code) == depth
        }
        return file.comments[declaration...(end ?? declaration)]
    }

    private static func isType(_ line: Substring) -> Bool {
        line.contains(/\b(?:struct|class|enum|actor|extension|protocol)\b/)
    }

    private static func startsScope(_ line: Substring) -> Bool {
        isType(line) || line.contains(/\b(?:func|init|deinit|subscript)\b/)
            || line.contains(/^\s*(?:(?:package|public|private|static|final|@\w+)\s+)*(?:var|let)\b[^=]*\{\s*$/)
    }

    private static func firstDeclaration(of file: SourceFile) -> Int? {
        file.code.firstIndex { $0.contains(/\b(?:func|struct|class|enum|actor|extension|protocol)\b/) }
    }

    /// The comments and attributes directly above a declaration.
    private static func leadingComments(of declaration: Int, in file: SourceFile) -> ArraySlice<Substring> {
        var first = declaration
        while first > 0 {
            let above = file.code[first - 1].drop(while: \.isWhitespace)
            let isComment = above.isEmpty && !file.comments[first - 1].allSatisfy(\.isWhitespace)
            guard isComment || above.hasPrefix("@") else { break }
            first -= 1
        }
        return file.comments[first...declaration]
    }

    private static func indentation(of line: Substring) -> Int { line.prefix(while: \.isWhitespace).count }
}
