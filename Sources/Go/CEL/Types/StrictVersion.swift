/// A version as semver.org has it, read as strictly: three numbers, and no `v` before them.
package struct StrictVersion: Sendable {
    /// Major, minor and patch.
    let numbers: [UInt64]
    private let prerelease: [Substring]

    /// - Parameter isLenient: whether a `v`, leading zeros and missing numbers are put right before.
    init(_ text: String, isLenient: Bool) throws(Fault) {
        let failure = Fault.evaluation("\(text.quotedBriefly) is no version such as 1.2.3")
        let longest = 256
        guard text.utf8.count <= longest, text.utf8.allSatisfy({ $0 < 0x80 }) else { throw failure }
        guard let normal = isLenient ? Self.normalized(text) : text else { throw failure }
        let (version, build) = Self.cut(normal[...], at: "+")
        let (core, prerelease) = Self.cut(version, at: "-")
        let parts = core.split(separator: ".", omittingEmptySubsequences: false)
        let numbers = parts.compactMap(Self.number)
        self.prerelease = prerelease?.split(separator: ".", omittingEmptySubsequences: false) ?? []
        self.numbers = numbers
        let builds = build?.split(separator: ".", omittingEmptySubsequences: false) ?? []
        guard parts.count == 3, numbers.count == 3, builds.allSatisfy(Self.isIdentifier),
            self.prerelease.allSatisfy({ part in
                Self.isIdentifier(part) && (!Self.isNumeric(part) || Self.number(part) != nil)
            })
        else { throw failure }
    }

    private static func cut(_ text: Substring, at separator: Character) -> (Substring, Substring?) {
        guard let index = text.firstIndex(of: separator) else { return (text, nil) }
        return (text[..<index], text[text.index(after: index)...])
    }

    private static func isNumeric(_ text: Substring) -> Bool { text.utf8.allSatisfy(Lexer.isDigit) }

    /// Nil also where it begins with a zero that is not all of it.
    private static func number(_ text: Substring) -> UInt64? {
        guard !text.isEmpty, isNumeric(text), text.utf8.count == 1 || text.first != "0" else { return nil }
        return UInt64(text)
    }

    private static func isIdentifier(_ text: Substring) -> Bool {
        !text.isEmpty && text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" }
    }

    private static func normalized(_ text: String) -> String? {
        let text = text.first == "v" ? text.dropFirst() : text[...]
        var parts = text.split(separator: ".", maxSplits: 2, omittingEmptySubsequences: false).map { part in
            guard part.utf8.count > 1 else { return String(part) }
            let stripped = part.drop { $0 == "0" }
            return stripped.utf8.first.map(Lexer.isDigit) == true ? String(stripped) : "0\(stripped)"
        }
        if parts.count < 3, parts.last?.contains(where: { "+-".contains($0) }) ?? true { return nil }
        while parts.count < 3 { parts.append("0") }
        return parts.joined(separator: ".")
    }

    /// -1, 0 or 1, as it comes before the other, with it or after it.
    func order(to other: StrictVersion) -> Int64 {
        for (left, right) in zip(numbers, other.numbers) where left != right { return left < right ? -1 : 1 }
        // A version without a pre-release is the higher.
        if prerelease.isEmpty || other.prerelease.isEmpty {
            return prerelease.isEmpty == other.prerelease.isEmpty ? 0 : prerelease.isEmpty ? 1 : -1
        }
        for (left, right) in zip(prerelease, other.prerelease) where left != right {
            switch (Self.number(left), Self.number(right)) {
            case (let left?, let right?): return left < right ? -1 : 1
            case (_?, nil): return -1
            case (nil, _?): return 1
            case (nil, nil): return left.utf8.lexicographicallyPrecedes(right.utf8) ? -1 : 1
            }
        }
        let (left, right) = (prerelease.count, other.prerelease.count)
        return left == right ? 0 : left < right ? -1 : 1
    }
}

/// Versions are equal where none comes before the other.
extension StrictVersion: Hashable {
    package static func == (left: StrictVersion, right: StrictVersion) -> Bool { left.order(to: right) == 0 }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(numbers)
        hasher.combine(prerelease)
    }
}
