internal import Documents
internal import YAML

/// The documents of a file as they stand there, so that one can be replaced and the rest stays.
struct ManifestText {
    private enum Part {
        /// What stands between documents, or is left alone.
        case text(String)
        case document(String, Value)
        case replaced(String)
    }

    private var parts: [Part] = []
    private(set) var isChanged = false
    /// Why part of it cannot be read; nil where all can.
    private(set) var problem: String?
    private let newline: String

    init(_ text: String) {
        newline = text.contains("\r\n") ? "\r\n" : "\n"
        for part in Self.split(text) {
            guard !part.hasPrefix("---") else {
                parts.append(.text(part))
                continue
            }
            do throws(DocumentError) {
                let documents = try YAML.parse(part)
                // What ends a document by itself has more than one way to be read.
                if documents.count == 1, !part.hasPrefix("...") && !part.contains("\n...") {
                    parts.append(.document(part, documents[0].value))
                } else {
                    parts.append(.text(part))
                }
            } catch {
                problem = problem ?? error.description
                parts.append(.text(part))
            }
        }
    }

    /// Separators, and what stands between them, in the order of the text.
    private static func split(_ text: String) -> [String] {
        var (parts, current) = ([String](), "")
        for line in text.linesWithEnds {
            let isSeparator =
                line.hasPrefix("---")
                && (line.dropFirst(3).first.map { " \t\r\n".contains($0) || $0.isNewline } ?? true)
            guard isSeparator else {
                current += line
                continue
            }
            if !current.isEmpty { parts.append(current) }
            current = ""
            // A document may begin on the separator's own line.
            let rest = line.dropFirst(3).drop { $0 == " " || $0 == "\t" }
            if rest.first.map({ $0 == "#" || $0.isNewline }) ?? true {
                parts.append(String(line))
            } else {
                current = String(line)
            }
        }
        return current.isEmpty ? parts : parts + [current]
    }

    var places: [Int] { Array(parts.indices) }

    var objects: [Value] { places.compactMap(object) }

    func object(at place: Int) -> Value? {
        guard case .document(_, let value) = parts[place] else { return nil }
        return value
    }

    /// Comments before the document stay.
    mutating func replace(_ place: Int, by values: [Value]) {
        guard case .document(let old, _) = parts[place] else { return }
        var comments = ""
        for line in old.linesWithEnds {
            guard line.hasPrefix("#") || line.allSatisfy(\.isWhitespace) else { break }
            comments += line
        }
        let written = YAML.emit(values)
        parts[place] = .replaced(comments + (newline == "\n" ? written : written.replacing("\n", with: newline)))
        isChanged = true
    }

    var text: String {
        parts.map { part in
            switch part {
            case .text(let text), .document(let text, _), .replaced(let text): text
            }
        }.joined()
    }
}

extension String {
    /// Each with what ends it.
    fileprivate var linesWithEnds: [Substring] {
        var lines: [Substring] = []
        var start = startIndex
        for index in indices where self[index] == "\n" || self[index] == "\r\n" {
            let end = self.index(after: index)
            lines.append(self[start..<end])
            start = end
        }
        return start < endIndex ? lines + [self[start...]] : lines
    }
}
