/// Checks of texts that several fields share. Each returns what is expected, or nil where the text is right.
package enum Names {
    /// As most objects are named (RFC 1123 subdomain).
    package static func problem(objectName text: String) -> String? {
        let labels = text.split(separator: ".", omittingEmptySubsequences: false)
        guard text.utf8.count <= 253, labels.allSatisfy(isLabel) else {
            return "must be the name of an object: lower case letters, digits, '-' and '.'"
        }
        return nil
    }

    /// As namespaces are named (RFC 1123 label).
    package static func problem(namespace text: String) -> String? {
        guard text.utf8.count <= 63, isLabel(text[...]) else {
            return "must be the name of a namespace: at most 63 lower case letters, digits and '-'"
        }
        return nil
    }

    /// As the sources of an application are named.
    static func problem(source text: String) -> String? {
        guard text.utf8.count <= 63, isLabel(text[...]) else {
            return "must be at most 63 lower case letters, digits and '-', with no '-' at the ends"
        }
        return nil
    }

    /// As `problem(source:)` has it, for the schema.
    static let sourcePattern = "^[a-z0-9]([a-z0-9-]*[a-z0-9])?$"

    /// A path inside a tree of files.
    static func problem(path text: String) -> String? {
        guard !text.hasPrefix("/") else {
            return "must be relative to the root of the repository, without a leading '/'"
        }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            return "must not hold control characters"
        }
        var depth = 0
        for step in text.split(separator: "/") where step != "." {
            depth += step == ".." ? -1 : 1
            guard depth >= 0 else { return "must stay inside the repository; '..' leads out of it" }
        }
        return nil
    }

    /// A name or an expression that ends up in git's hands.
    static func problem(revision text: String) -> String? {
        guard !text.isEmpty, text.utf8.count <= 255, !text.hasPrefix("-") else {
            return "must be 1 to 255 characters and not begin with '-'"
        }
        guard !text.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            return "must not hold control characters"
        }
        return nil
    }

    /// A variable for substitution.
    static func problem(variable text: String) -> String? {
        guard let first = text.utf8.first, first == UInt8(ascii: "_") || isLetter(first),
            text.utf8.allSatisfy({ $0 == UInt8(ascii: "_") || isLetter($0) || isDigit($0) })
        else { return "has a name that is no variable's: letters, digits and '_', and no digit first" }
        return nil
    }

    private static func isLabel(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, first != UInt8(ascii: "-"),
            last != UInt8(ascii: "-")
        else { return false }
        return text.utf8.allSatisfy {
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) || isDigit($0) || $0 == UInt8(ascii: "-")
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension String {
    /// Nil for the empty text, which says nothing in most fields.
    var nonEmpty: String? { isEmpty ? nil : self }
}
