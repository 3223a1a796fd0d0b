/// Evaluates the expressions in one text, in the forms of bash that Flux knows.
///
/// Where Flux differs from bash for no good (`:?` puts its message into the manifest, `:+` is a default), this follows
/// bash. A default that is not needed is not evaluated.
struct Expansion {
    typealias Failure = Substitutor.Failure

    /// Expressions nest in defaults; nobody nests deeper.
    private static let depthLimit = 20
    /// What one text may come to: more than Kubernetes takes in one object.
    private static let sizeLimit = 4 << 20

    private let text: [Unicode.Scalar]
    private let variables: [String: String]
    private var index = 0
    private var depth = 0
    /// Above 0 while the words are read that are not needed.
    private var skipping = 0

    init(_ text: Substring, variables: [String: String]) {
        self.text = Array(text.unicodeScalars)
        self.variables = variables
    }

    static func isNameScalar(_ scalar: Unicode.Scalar) -> Bool {
        scalar == "_" || scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
    }

    /// The variables that a text names, in their order.
    static func names(in text: String) -> [String] {
        var names: [String] = []
        for part in text.replacing("$${", with: "").split(separator: "${", omittingEmptySubsequences: false).dropFirst()
        {
            let scalars = part.unicodeScalars.drop { $0 == "#" }.prefix(while: isNameScalar)
            let name = String(String.UnicodeScalarView(scalars))
            if !name.isEmpty, !names.contains(name) { names.append(name) }
        }
        return names
    }

    mutating func run() throws(Failure) -> String {
        var output = ""
        while index < text.count {
            if take("$${") {
                output += "${"
            } else if take("${") {
                output += try expression()
                guard output.utf8.count <= Expansion.sizeLimit else { throw tooLarge }
            } else {
                output.unicodeScalars.append(text[index])
                index += 1
            }
        }
        return output
    }

    /// What stands between `${` and `}`.
    private mutating func expression() throws(Failure) -> String {
        guard depth < Expansion.depthLimit else {
            throw Failure(message: "an expression nests too deep", isLimit: true)
        }
        depth += 1
        defer { depth -= 1 }
        if take("#") {
            let name = try self.name()
            try close(name)
            return String(try value(of: name).utf8.count)
        }
        let name = try self.name()
        if take("}") { return try value(of: name) }
        if take(":=") || take(":-") || take("=") { return try withDefault(name) }
        if take(":?") { return try required(name) }
        if take(":+") { return try alternative(name) }
        if take(":") { return try substring(name) }
        if take("^^") { return try closing(name, try value(of: name).uppercased()) }
        if take(",,") { return try closing(name, try value(of: name).lowercased()) }
        if take("^") { return try closing(name, changingFirst(try value(of: name)) { $0.uppercased() }) }
        if take(",") { return try closing(name, changingFirst(try value(of: name)) { $0.lowercased() }) }
        if take("/") { return try replacing(name) }
        if take("##") { return try trimming(name, isSuffix: false, isLongest: true) }
        if take("#") { return try trimming(name, isSuffix: false, isLongest: false) }
        if take("%%") { return try trimming(name, isSuffix: true, isLongest: true) }
        if take("%") { return try trimming(name, isSuffix: true, isLongest: false) }
        throw malformed(name)
    }

    private func value(of name: String) throws(Failure) -> String {
        if let value = variables[name] { return value }
        guard skipping == 0 else { return "" }
        throw Failure(
            message: "the variable '\(name)' is not set; set it in spec.source.substitute, give it a default as in "
                + "'${\(name):=default}', or write '$${\(name)}' to keep the text")
    }

    private func nonEmpty(_ name: String) -> String? {
        guard let value = variables[name], !value.isEmpty else { return nil }
        return value
    }
}

extension Expansion {
    private mutating func withDefault(_ name: String) throws(Failure) -> String {
        guard let value = nonEmpty(name) else { return try lastWord(name) }
        try skipLastWord(name)
        return value
    }

    private mutating func required(_ name: String) throws(Failure) -> String {
        try skipLastWord(name)
        if let value = nonEmpty(name) { return value }
        guard skipping == 0 else { return "" }
        throw Failure(message: "the variable '\(name)' is not set or empty, and is required here")
    }

    private mutating func alternative(_ name: String) throws(Failure) -> String {
        guard nonEmpty(name) == nil else { return try lastWord(name) }
        try skipLastWord(name)
        return ""
    }

    /// `${name:offset}` and `${name:offset:length}`, in bytes; what is no number leaves the value whole.
    private mutating func substring(_ name: String) throws(Failure) -> String {
        let offsetWord = try word(until: [":", "}"], name)
        let lengthWord = take(":") ? try word(until: ["}"], name) : nil
        try close(name)
        let bytes = Array(try value(of: name).utf8)
        guard let offset = Expansion.number(offsetWord) else { return String(decoding: bytes, as: UTF8.self) }
        let start = min(bytes.count, offset < 0 ? max(0, bytes.count + offset) : offset)
        var end = bytes.count
        if let lengthWord {
            guard let length = Expansion.number(lengthWord) else { return String(decoding: bytes, as: UTF8.self) }
            end = length < 0 ? max(start, bytes.count + length) : start + min(length, bytes.count - start)
        }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    /// Nil also for what is too large to be meant.
    private static func number(_ word: String) -> Int? { Int32(word.filter { $0 != " " }).map(Int.init) }

    private func changingFirst(_ value: String, _ change: (String) -> String) -> String {
        change(String(value.prefix(1))) + value.dropFirst()
    }

    private mutating func replacing(_ name: String) throws(Failure) -> String {
        let isAll = take("/")
        let isPrefix = !isAll && take("#")
        let isSuffix = !isAll && !isPrefix && take("%")
        let pattern = Array(try word(until: ["/", "}"], name, unescapes: true).utf8)
        let replacement = Array((take("/") ? try word(until: ["}"], name, unescapes: true) : "").utf8)
        try close(name)
        let value = Array(try value(of: name).utf8)
        let result: [UInt8]
        if isPrefix {
            result = value.starts(with: pattern) ? replacement + value.dropFirst(pattern.count) : value
        } else if isSuffix {
            let endsSo = value.count >= pattern.count && value.suffix(pattern.count).elementsEqual(pattern)
            result = endsSo ? value.dropLast(pattern.count) + replacement : value
        } else {
            result = try replace(pattern, in: value, with: replacement, isAll: isAll)
        }
        return String(decoding: result, as: UTF8.self)
    }

    private func replace(
        _ pattern: [UInt8], in value: [UInt8], with replacement: [UInt8], isAll: Bool
    ) throws(Failure) -> [UInt8] {
        guard let first = pattern.first else { return value }
        var output: [UInt8] = []
        var index = 0
        var isDone = false
        while index < value.count {
            if !isDone, value[index] == first, value[index...].starts(with: pattern) {
                output += replacement
                index += pattern.count
                isDone = !isAll
                guard output.count <= Expansion.sizeLimit else { throw tooLarge }
            } else {
                output.append(value[index])
                index += 1
            }
        }
        return output
    }

    /// Takes away the shortest or longest beginning or end that a pattern matches.
    private mutating func trimming(_ name: String, isSuffix: Bool, isLongest: Bool) throws(Failure) -> String {
        let pattern = try word(until: ["}"], name)
        try close(name)
        let value = try value(of: name)
        guard pattern.utf8.count * value.utf8.count <= Expansion.sizeLimit else { throw tooLarge }
        guard let glob = try? Glob(pattern, style: .text) else { return value }
        let scalars = Array(value.unicodeScalars)
        let lengths = (isSuffix ? glob.reversed().prefixes(of: scalars.reversed()) : glob.prefixes(of: scalars))
            .filter { $0 > 0 }
        guard let length = isLongest ? lengths.last : lengths.first else { return value }
        let rest = isSuffix ? scalars.dropLast(length) : scalars.dropFirst(length)
        return String(String.UnicodeScalarView(rest))
    }
}

extension Expansion {
    private mutating func name() throws(Failure) -> String {
        var name = String.UnicodeScalarView()
        while index < text.count, Expansion.isNameScalar(text[index]) {
            name.append(text[index])
            index += 1
        }
        guard !name.isEmpty else {
            throw Failure(message: "'${' has no variable's name after it; write '$${' to keep the text")
        }
        return String(name)
    }

    /// Text with expressions in it, up to one of `stops`, which is left.
    private mutating func word(
        until stops: Set<Unicode.Scalar>, _ name: String, unescapes: Bool = false
    ) throws(Failure) -> String {
        var word = ""
        while index < text.count {
            if take("${") {
                word += try expression()
            } else if unescapes, text[index] == "\\", index + 1 < text.count, ["/", "\\"].contains(text[index + 1]) {
                word.unicodeScalars.append(text[index + 1])
                index += 2
            } else if stops.contains(text[index]) {
                return word
            } else {
                word.unicodeScalars.append(text[index])
                index += 1
            }
            guard word.utf8.count <= Expansion.sizeLimit else { throw tooLarge }
        }
        throw malformed(name)
    }

    private mutating func lastWord(_ name: String) throws(Failure) -> String {
        let word = try word(until: ["}"], name)
        try close(name)
        return word
    }

    private mutating func skipLastWord(_ name: String) throws(Failure) {
        skipping += 1
        defer { skipping -= 1 }
        _ = try lastWord(name)
    }

    private mutating func closing(_ name: String, _ value: String) throws(Failure) -> String {
        try close(name)
        return value
    }

    private mutating func close(_ name: String) throws(Failure) {
        guard take("}") else { throw malformed(name) }
    }

    private mutating func take(_ wanted: String) -> Bool {
        let scalars = wanted.unicodeScalars
        guard text[index...].starts(with: scalars) else { return false }
        index += scalars.count
        return true
    }

    private func malformed(_ name: String) -> Failure {
        Failure(
            message: "the expression '${\(name)…' has no '}' or a form that is not known; write '$${' to keep the text")
    }

    private var tooLarge: Failure { Failure(message: "an expression grows or works too much", isLimit: true) }
}
