package import Documents

/// Values on one line, cut where they are long: `8080`, `nginx:1.27`, `{name: proxy, ports: [80]}`.
package enum ValueText {
    /// What one change says of one value.
    package static let longest = 240

    /// - Parameter bytes: where it is cut.
    package static func of(_ value: Value, bytes: Int = longest) -> String {
        var writer = Writer(left: bytes)
        writer.write(value, isInside: false, depth: 0)
        guard writer.isCut, writer.text.utf8.count <= bytes else { return writer.text.cut(to: bytes) }
        return writer.text + "…"
    }

    private struct Writer {
        var text = ""
        var left: Int
        /// Whether something is left out.
        var isCut = false

        private mutating func add(_ piece: String) {
            guard left > 0 else {
                isCut = true
                return
            }
            text += piece
            left -= piece.utf8.count
        }

        mutating func write(_ value: Value, isInside: Bool, depth: Int) {
            guard left > 0, depth < 16 else { return isCut = true }
            switch value {
            case .string(let string): write(string, isInside: isInside)
            case .array(let elements):
                add("[")
                for (index, element) in elements.enumerated() {
                    guard left > 0 else { return isCut = true }
                    if index > 0 { add(", ") }
                    write(element, isInside: true, depth: depth + 1)
                }
                add("]")
            case .object(let object):
                add("{")
                for (index, (key, value)) in object.sortedByKey().enumerated() {
                    guard left > 0 else { return isCut = true }
                    if index > 0 { add(", ") }
                    write(key, isInside: true)
                    add(": ")
                    write(value, isInside: true, depth: depth + 1)
                }
                add("}")
            case .null, .bool, .integer, .double: add(value.json())
            }
        }

        /// Bare where it cannot be taken for anything else.
        private mutating func write(_ string: String, isInside: Bool) {
            // A cut before the text is made fit to be shown: texts may be long.
            let isLong = string.utf8.count > left
            let start = isLong ? string.cut(to: left) : string
            add(ValueText.isBare(start, isInside: isInside) ? start : Value.string(start).json().visible)
            if isLong { (left, isCut) = (0, true) }
        }
    }

    private static func isBare(_ text: String, isInside: Bool) -> Bool {
        guard let first = text.unicodeScalars.first, let last = text.unicodeScalars.last, first != " ", last != " "
        else {
            return false
        }
        guard !["true", "false", "null", "yes", "no", "on", "off", "~"].contains(text), Double(text) == nil else {
            return false
        }
        return text.unicodeScalars.allSatisfy { scalar in
            guard !scalar.isUnseen, scalar != "\"", scalar != "→" else { return false }
            return !isInside || !",{}[] ".unicodeScalars.contains(scalar)
        }
    }
}
