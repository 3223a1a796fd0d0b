/// How a list of objects is written: `-o`, by the names that `kubectl` has.
package enum OutputForm: Sendable, Hashable {
    case table
    case wide
    case name
    case json
    case yaml
    case jsonPath(JSONPathTemplate)
    case customColumns([CustomColumn])

    /// One of `-o custom-columns=NAME:.path,…`.
    package struct CustomColumn: Sendable, Hashable {
        package var name: String
        package var path: JSONPathTemplate
    }

    /// - Throws: a sentence that says what is wrong with it.
    package init(_ text: String) throws(CommandError) {
        let (word, argument) = Self.split(text)
        switch (word, argument) {
        case ("", nil), ("table", nil): self = .table
        case ("wide", nil): self = .wide
        case ("name", nil): self = .name
        case ("json", nil): self = .json
        case ("yaml", nil): self = .yaml
        case ("jsonpath", let template?): self = .jsonPath(try JSONPathTemplate(template))
        case ("custom-columns", let columns?): self = .customColumns(try Self.columns(columns))
        case ("jsonpath", nil), ("custom-columns", nil):
            throw CommandError(.usage, "-o \(word) needs what to show: -o \(word)=…")
        default:
            throw CommandError(
                .usage, "-o takes wide, name, json, yaml, jsonpath=… or custom-columns=…, and not \(Plain.line(text))")
        }
    }

    private static func split(_ text: String) -> (word: String, argument: String?) {
        guard let sign = text.firstIndex(of: "=") else { return (text, nil) }
        return (String(text[..<sign]), String(text[text.index(after: sign)...]))
    }

    private static func columns(_ text: String) throws(CommandError) -> [CustomColumn] {
        var columns: [CustomColumn] = []
        for part in text.split(separator: ",") {
            let pieces = part.split(separator: ":", maxSplits: 1).map(String.init)
            guard pieces.count == 2 else {
                throw CommandError(.usage, "a column is NAME:.path, and not \(Plain.line(String(part)))")
            }
            let path = pieces[1].hasPrefix("{") ? pieces[1] : "{\(pieces[1])}"
            columns.append(CustomColumn(name: pieces[0], path: try JSONPathTemplate(path)))
        }
        return columns
    }
}
