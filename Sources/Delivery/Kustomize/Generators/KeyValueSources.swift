import Documents

/// The keys and values that a generator is told to gather: of environment files, then literals, then files.
struct KeyValueSources {
    let loader: Loader

    func pairs(of arguments: GeneratorArguments) throws(KustomizeError) -> [(key: String, value: [UInt8])] {
        var pairs: [(key: String, value: [UInt8])] = []
        for path in arguments.environmentFiles { pairs += try environment(path) }
        for literal in arguments.literals { pairs.append(try KeyValueSources.literal(literal)) }
        for source in arguments.files {
            let (key, path) = try KeyValueSources.file(source)
            pairs.append((key, try loader.read(path)))
        }
        return pairs
    }

    private func environment(_ path: String) throws(KustomizeError) -> [(key: String, value: [UInt8])] {
        var pairs: [(key: String, value: [UInt8])] = []
        for (index, line) in KeyValueSources.lines(try loader.read(path)).enumerated() {
            guard let text = String(validating: line, as: UTF8.self) else {
                throw KustomizeError(.invalid, "line \(index + 1) is not UTF-8", file: path)
            }
            let content =
                index == 0 && text.unicodeScalars.first == "\u{FEFF}"
                ? text.unicodeScalars.dropFirst()[...] : text.unicodeScalars[...]
            let trimmed = content.drop { $0.properties.isWhitespace }
            guard let first = trimmed.first, first != "#" else { continue }
            let parts = trimmed.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let key = String(parts[0])
            guard !key.isEmpty else { continue }
            pairs.append((key, Array((parts.count > 1 ? String(parts[1]) : "").utf8)))
        }
        return pairs
    }

    /// Without their ends: `\n`, or `\r\n`.
    private static func lines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false)
        if lines.last?.isEmpty ?? false { lines.removeLast() }
        return lines.map { $0.last == 0x0D ? $0.dropLast() : $0 }
    }

    /// `key=value`; a pair of quotes around the value is taken away.
    private static func literal(_ source: String) throws(KustomizeError) -> (key: String, value: [UInt8]) {
        let bytes = Array(source.utf8)
        guard let mark = bytes.firstIndex(of: UInt8(ascii: "=")), mark > 0 else {
            throw KustomizeError(.invalid, "a literal has to be key=value")
        }
        var value = bytes[(mark + 1)...]
        let quote = value.first
        let isQuoted = quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
        if isQuoted, value.count >= 2, value.last == quote { value = value.dropFirst().dropLast() }
        return (String(decoding: bytes[..<mark], as: UTF8.self), Array(value))
    }

    /// `path`, under its last name, or `key=path`.
    private static func file(_ source: String) throws(KustomizeError) -> (key: String, path: String) {
        let parts = source.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
        switch parts.count {
        case 1: return (lastName(of: source), source)
        case 2 where !parts[0].isEmpty && !parts[1].isEmpty: return (parts[0], parts[1])
        default:
            throw KustomizeError(.invalid, "the file '\(source)' has to be a path or key=path, with one '=' at most")
        }
    }

    private static func lastName(of path: String) -> String {
        path.split(separator: "/").last.map(String.init) ?? (path.isEmpty ? "." : "/")
    }
}
