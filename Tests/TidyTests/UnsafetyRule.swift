extension Rules {
    /// Whatever the compiler can no longer check needs a sentence that starts with `SAFETY:` and says who guarantees it:
    /// on the line or above it inside the same function, in that function's own comment, or ahead of the file's first
    /// declaration, where it speaks for the whole file (a file that wraps one C handle has one reason).
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
        if file.comments[...(firstDeclaration(of: file) ?? 0)].contains(where: saysWhy) { return true }
        let depth = indentation(of: file.code[index])
        for line in stride(from: index, through: 0, by: -1) {
            if saysWhy(file.comments[line]) { return true }
            let code = file.code[line]
            if startsScope(code), line == index || indentation(of: code) < depth {
                return leadingComments(of: line, in: file).contains(where: saysWhy)
            }
        }
        return false
    }

    private static func saysWhy(_ comment: Substring) -> Bool { comment.contains("SAFETY:") }

    private static func startsScope(_ line: Substring) -> Bool {
        line.contains(/\b(?:func|init|deinit|subscript|struct|class|enum|actor|extension|protocol)\b/)
            || line.contains(
                /^\s*(?:(?:package|public|private|internal|static|final|@\w+)\s+)*(?:var|let)\b[^=]*\{\s*$/)
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
