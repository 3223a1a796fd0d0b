extension Rules {
    /// Lines of a file: what one person keeps in mind of it.
    static let longestFile = 320
    /// Lines of a function with its signature: a screen.
    static let longestFunction = 70

    static func fileSize(_ file: SourceFile) -> [Violation] {
        let lines = file.code.count - (file.code.last?.isEmpty ?? false ? 1 : 0)
        guard lines > longestFile else { return [] }
        return [
            Violation(
                path: file.path, line: 1,
                message: "\(lines) lines; divide it by what it is about (\(longestFile) at most)")
        ]
    }

    static func functionSize(_ file: SourceFile) -> [Violation] {
        file.code.indices.compactMap { index in
            guard let end = endOfFunction(from: index, in: file), end - index >= longestFunction else { return nil }
            return Violation(
                path: file.path, line: index + 1,
                message: "a function of \(end - index + 1) lines; divide it (\(longestFunction) at most)")
        }
    }

    /// The line of the brace that closes the function which begins on a line: the first at the same indentation, which
    /// `swift format` makes sure of.
    private static func endOfFunction(from start: Int, in file: SourceFile) -> Int? {
        let line = file.code[start]
        // Cheap first: most lines begin no function.
        guard let last = line.utf8.last, last == UInt8(ascii: "{") || last == UInt8(ascii: "(") else { return nil }
        guard line.contains(/^\s*(?:@\w+(?:\(.*\))? )*(?:\w+(?:\(\w+\))? )*(?:func\b|init[?(<]|deinit\b|subscript\b)/)
        else { return nil }
        let indentation = line.prefix { $0 == " " }
        for index in file.code.indices[start...] {
            let line = file.code[index]
            let isDeeper = line.hasPrefix("\(indentation) ") || line.allSatisfy(\.isWhitespace)
            if index > start, line.hasPrefix("\(indentation)}") { return index }
            // A signature over several lines goes on with its closing parenthesis; anything else ends a requirement of a
            // protocol, which has no body.
            if index > start, !isDeeper, !line.hasPrefix("\(indentation))") { return nil }
        }
        return nil
    }
}
