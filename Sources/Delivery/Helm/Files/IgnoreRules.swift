/// The rules of a `.helmignore` file, in Helm's reading of them.
struct IgnoreRules: Sendable {
    private struct Rule: Sendable {
        let pattern: PathPattern
        let isNegated: Bool
        let wantsFolder: Bool
        /// Without a slash in it, a pattern is about the last name of a path alone.
        let isOfBaseName: Bool
    }

    static let fileName = ".helmignore"

    private var rules: [Rule] = []

    /// What holds for every chart: files in `templates/` that begin with a dot are no templates.
    private static let defaults = "templates/.?*"

    private static let longest = 64 << 10

    init(_ content: String) throws(HelmError) {
        // Every rule is held against every path.
        guard content.utf8.count <= Self.longest else {
            throw HelmError(.limit, "\(Self.fileName) is larger than \(Self.longest) bytes")
        }
        for line in content.utf8.split(separator: UInt8(ascii: "\n")) { try add(Substring(line)) }
        try add(Self.defaults[...])
    }

    /// The first rule that decides wins. A negated rule does so, in Helm, for everything that it does not match.
    func ignores(_ path: String, isFolder: Bool) -> Bool {
        let baseName = String(FilePath.baseName(path))
        for rule in rules {
            let matches = rule.pattern.matches(rule.isOfBaseName ? baseName : path)
            if rule.isNegated {
                if rule.wantsFolder && !isFolder || !matches { return true }
            } else if matches, !rule.wantsFolder || isFolder {
                return true
            }
        }
        return false
    }

    private mutating func add(_ line: Substring) throws(HelmError) {
        var text = line.drop(while: \.isWhitespace)
        while let last = text.last, last.isWhitespace { text.removeLast() }
        guard !text.isEmpty, !text.hasPrefix("#") else { return }
        guard !zip(text.utf8, text.utf8.dropFirst()).contains(where: { $0 == UInt8(ascii: "*") && $1 == $0 }) else {
            throw HelmError(.chart, "\(Self.fileName): double-star (**) syntax is not supported")
        }
        let isNegated = text.hasPrefix("!")
        if isNegated { text.removeFirst() }
        let wantsFolder = text.hasSuffix("/")
        if wantsFolder { text.removeLast() }
        let isRooted = text.hasPrefix("/")
        if isRooted { text.removeFirst() }
        do {
            rules.append(
                Rule(
                    pattern: try PathPattern(String(text)), isNegated: isNegated, wantsFolder: wantsFolder,
                    isOfBaseName: !isRooted && !text.utf8.contains(FilePath.slash)))
        } catch {
            throw HelmError(.chart, "\(Self.fileName): syntax error in pattern")
        }
    }
}
