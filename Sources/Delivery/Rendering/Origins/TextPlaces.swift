import Documents
import Origins
import YAML

/// Where the values of a text's documents stand; nowhere where the text cannot be read as YAML.
struct TextPlaces {
    private let documents: [YAMLPlaces]
    private let text: [UInt8]
    /// Where each line begins, in bytes.
    private let lines: [Int]

    init(_ text: [UInt8]) {
        self.text = text
        documents = (try? YAML.places(text, limits: .file)) ?? []
        lines = [0] + text.indices.filter { text[$0] == 0x0A }.map { $0 + 1 }
    }

    /// The one of this name, made where there is none yet.
    init(cached: inout [String: TextPlaces], _ text: [UInt8], _ name: String) {
        self = cached[name] ?? TextPlaces(text)
        cached[name] = self
    }

    /// - Parameter line: where the document begins; nil for the first document.
    subscript(line: Int?, tokens: [String]) -> YAMLPlaces.Place? {
        documents.first { line == nil || $0.line == line }?[tokens]
    }

    /// Where a patch writes a field that is called so. Elements in patches stand at places of their own, so their names are what
    /// counts.
    func line(ofNamed path: [String]) -> Int? {
        for document in (try? YAML.parse(text, file: nil, limits: .file)) ?? [] {
            guard let tokens = NamedFields.tokens(path, in: document.value) else { continue }
            return self[document.line, tokens]?.line
        }
        return nil
    }

    /// From the value's first byte to behind its last; of a block without the line that announces it.
    func bytes(of place: YAMLPlaces.Place) -> Range<Int> {
        let isBlock = place.endLine > place.line && place.endColumn == 1
        let start = isBlock ? byte(place.line + 1, 1) : byte(place.line, place.column)
        return start..<max(start, byte(place.endLine, place.endColumn))
    }

    private func byte(_ line: Int, _ column: Int) -> Int {
        guard lines.indices.contains(line - 1) else { return text.count }
        var byte = lines[line - 1]
        for _ in 1..<max(column, 1) where byte < text.count {
            byte += 1
            while byte < text.count, text[byte] & 0xC0 == 0x80 { byte += 1 }
        }
        return byte
    }
}
