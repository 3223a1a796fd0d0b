/// Reads what is written for `--set` from left to right.
struct ParameterReader {
    private let scalars: [Unicode.Scalar]
    private(set) var position = 0

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    var isAtEnd: Bool { position == scalars.count }

    mutating func next() -> Unicode.Scalar? {
        guard position < scalars.count else { return nil }
        position += 1
        return scalars[position - 1]
    }

    /// Steps over one character where it is the next.
    mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard position < scalars.count, scalars[position] == scalar else { return false }
        position += 1
        return true
    }

    /// Up to one of the characters, which is read too, or to the end. With `escapes`, `\` takes the next character as it
    /// is; one that ends the text makes `stop` nil, as the end does.
    mutating func until(_ stops: Set<Unicode.Scalar>, escapes: Bool) -> (text: String, stop: Unicode.Scalar?) {
        var text = String.UnicodeScalarView()
        while let scalar = next() {
            if stops.contains(scalar) { return (String(text), scalar) }
            guard escapes, scalar == "\\" else {
                text.append(scalar)
                continue
            }
            guard let escaped = next() else { break }
            text.append(escaped)
        }
        return (String(text), nil)
    }

    /// Skips spaces up to a comma, which is read too, or the end. Returns false where something else comes first.
    mutating func skipToComma() -> Bool {
        while let scalar = next() {
            if scalar == "," { return true }
            guard scalar.properties.isWhitespace else {
                position -= 1
                return false
            }
        }
        return true
    }

    /// The text of the JSON value that comes next.
    mutating func json() -> String {
        let start = position
        var depth = 0
        while let scalar = position < scalars.count ? scalars[position] : nil {
            if depth == 0, position > start, scalar == "," || scalar.properties.isWhitespace { break }
            position += 1
            switch scalar {
            case "\"": skipString()
            case "{", "[": depth += 1
            case "}", "]": depth -= 1
            default: continue
            }
            if depth <= 0 { break }
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars[start..<position])
        return String(text)
    }

    private mutating func skipString() {
        while let scalar = next(), scalar != "\"" {
            if scalar == "\\" { _ = next() }
        }
    }
}
