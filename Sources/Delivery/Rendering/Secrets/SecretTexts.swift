package import Documents
import FoundationEssentials
import GoValues
import TemplateFunctions
import YAML

/// Texts that messages must not hold. Servers, charts and schemas quote values in what they say.
///
/// A text is found as it stands there, line for line, as Go and JSON write it in quotes, in base64 whatever stands before
/// it, and, where YAML reads it as a number, as numbers are printed.
package struct SecretTexts: Sendable {
    /// Shorter ones are found in every sentence.
    private static let shortest = 4
    /// More are not looked for: an error must not cost more than what it is about.
    private static let most = 5_000
    /// Of all that is looked for.
    private static let mostBytes = 8 << 20
    /// A text above is looked for line for line only.
    private static let longestWhole = 64 << 10
    /// A file of values above is taken for a text.
    private static let longestDocument = 256 << 10
    /// Of a message, in bytes. Statuses hold far less.
    private static let longestMessage = 64 << 10

    private var texts: Set<String> = []
    private var needles = Needles()
    /// Shorter than `shortest`: only told of, or taken out where they stand alone.
    private var words: Set<[UInt8]> = []

    package init() {}

    package var isEmpty: Bool { texts.isEmpty && words.isEmpty }

    /// Whether there are more than can be looked for: then messages are left out as a whole.
    package var isTooMuch: Bool { texts.count > SecretTexts.most || needles.bytes > SecretTexts.mostBytes }

    // MARK: Gathering

    /// All that a Secret of the cluster holds.
    package mutating func add(secret object: Value) {
        for (_, value) in object["data"]?.object ?? Object() {
            guard let encoded = value.string, let bytes = Data(base64Encoded: encoded) else { continue }
            guard let text = String(validating: bytes, as: UTF8.self) else { add(encoded); continue }
            addEntry(text)
        }
    }

    /// Keys and certificates that charts have made once.
    package mutating func add(_ state: KeptState) {
        for text in state.results.texts.values.joined() { addEntry(text.string) }
    }

    /// One entry: a password, a file of values, or a file of anything else.
    private mutating func addEntry(_ text: String) {
        add(text)
        let trimmed = text.trimmingWhitespace
        addWord(Array(trimmed.utf8))
        addNumber(YAML.resolve(plain: trimmed))
        guard text.utf8.count <= SecretTexts.longestDocument, let documents = try? YAML.parse(text) else { return }
        for document in documents { add(GoValue(document.value)) }
    }

    private mutating func addWord(_ word: [UInt8]) {
        if !word.isEmpty, word.count < SecretTexts.shortest { words.insert(word) }
    }

    /// As a server prints it, which reads integers and fractions.
    private mutating func addNumber(_ value: Value) {
        guard value.double != nil else { return }
        for number in [GoValue(value), value.integer.map(GoValue.int)].compactMap(\.self) {
            guard let text = try? GoFormat.text(number) else { continue }
            addWord(text)
            needles.add(text)
        }
    }

    /// All that a value holds, however deep.
    mutating func add(_ value: GoValue) {
        guard !isTooMuch else { return }
        switch value {
        case .map(let map): for inner in map.entries.values { add(inner) }
        case .list(let list): for inner in list.elements { add(inner) }
        case .string(let text): add(text.string)
        case .int, .int64, .uint64, .float:
            if let text = try? GoFormat.text(value) { add(String(decoding: text, as: UTF8.self)) }
            if case .float(let number) = value, let whole = Int(exactly: number) { add("\(whole)") }
        case .null, .bool, .bytes, .object: return
        }
    }

    mutating func add(_ text: String) {
        guard !isTooMuch, text.utf8.count >= SecretTexts.shortest, texts.insert(text).inserted else { return }
        for form in SecretTexts.forms(of: text) where form.utf8.count >= SecretTexts.shortest {
            needles.add(Array(form.utf8))
        }
    }

    private static func forms(of text: String) -> Set<String> {
        let lines = text.split(whereSeparator: \.isNewline).flatMap { [String($0), String($0).trimmingWhitespace] }
        var forms: Set<String> = []
        for piece in lines + (text.utf8.count <= longestWhole ? [text, text.trimmingWhitespace] : []) {
            forms.formUnion(quoted(piece))
            if piece.utf8.count >= shortest, piece.utf8.count <= longestWhole { forms.formUnion(encoded(piece)) }
        }
        return forms
    }

    private static func quoted(_ text: String) -> [String] {
        guard !text.utf8.allSatisfy(\.isPlain) else { return [text] }
        func inner(_ literal: String) -> String { String(literal.dropFirst().dropLast()) }
        let json = inner(Value.string(text).json())
        let escaped = json.replacing("<", with: "\\u003c").replacing(">", with: "\\u003e")
            .replacing("&", with: "\\u0026")
        return [
            text, inner(GoQuote.quote(GoString(text)).string), inner(GoQuote.quote(GoString(text), ascii: true).string),
            json, escaped,
        ]
    }

    /// Where one, two or none of three bytes stand before it: without what depends on its neighbours, and to the end.
    private static func encoded(_ text: String) -> [String] {
        (0..<3).flatMap { offset -> [String] in
            let bytes = Array(repeating: UInt8(0), count: offset) + Array(text.utf8)
            let all = Data(bytes).base64EncodedString().dropFirst((offset * 8 + 5) / 6).prefix { $0 != "=" }
            let core = all.prefix(bytes.count * 8 / 6 - (offset * 8 + 5) / 6)
            return [String(all), String(core)].flatMap { form in
                [form, form.replacing("+", with: "-").replacing("/", with: "_")]
            }
        }
    }

    // MARK: Taking out

    private static let mark = "(secret)"
    private static let leftOut = "what there is to say is left out, because it may hold what stands in a Secret"

    /// A message without these texts, also where it was cut off in the midst of one.
    package func masked(_ message: String) -> String {
        replacing(in: message) { _ in SecretTexts.mark } ?? SecretTexts.leftOut
    }

    /// A text with something else in the place of each of these texts that stands in it; of those that overlap or touch, in the
    /// place of all. Nil where it cannot be told whether there are any.
    package func replacing(in text: String, by replacement: (ArraySlice<UInt8>) -> String) -> String? {
        guard !isEmpty else { return text }
        guard !isTooMuch else { return nil }
        let bytes = Array(text.utf8)
        guard let covered = needles.covered(bytes) else { return nil }
        let spans = covered.union(wordsAlone(in: bytes)).merged
        return spans.isEmpty ? text : SecretTexts.replacing(spans, in: bytes, by: replacement)
    }

    /// Whether a message holds one of the texts that are too short to be found in it for sure: then it is for nobody.
    package func mayBeTold(by message: String) -> Bool {
        let bytes = Array(message.utf8)
        return words.contains { word in
            bytes.indices.contains { bytes[$0...].starts(with: word) }
        }
    }

    private func wordsAlone(in bytes: [UInt8]) -> IndexSpans {
        var spans = IndexSpans()
        guard !words.isEmpty else { return spans }
        var start = 0
        for index in 0...bytes.count where index == bytes.count || !bytes[index].isPartOfWord {
            if words.contains(Array(bytes[start..<index])) { spans.add(start..<index) }
            start = index + 1
        }
        return spans
    }

    private static func replacing(
        _ spans: [Range<Int>], in bytes: [UInt8], by replacement: (ArraySlice<UInt8>) -> String
    ) -> String {
        var output: [UInt8] = []
        var end = 0
        for span in spans {
            output += bytes[end..<span.lowerBound] + Array(replacement(bytes[span]).utf8)
            end = span.upperBound
        }
        return String(decoding: output + bytes[end...], as: UTF8.self)
    }

    func removed(from error: RenderError) -> RenderError {
        var error = error
        guard !isTooMuch else {
            error.message =
                "the chart fails, and why is not shown, because it takes more than \(SecretTexts.most) lines of Secrets"
            return error
        }
        let message = error.message.utf8
        guard message.count > SecretTexts.longestMessage else {
            error.message = masked(error.message)
            return error
        }
        // The cuts may go through a text, of which the rest is not found then.
        let longest = needles.longest
        let head = String(decoding: message.prefix(SecretTexts.longestMessage / 2), as: UTF8.self)
        let tail = String(decoding: message.suffix(SecretTexts.longestMessage / 2), as: UTF8.self)
        error.message = "\(masked(head).dropLast(longest)) … \(masked(tail).dropFirst(longest))"
        return error
    }
}

extension UInt8 {
    /// Whether it stands as it is in quotes of every kind.
    fileprivate var isPlain: Bool {
        switch self {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "&"): false
        default: (0x20..<0x7f).contains(self)
        }
    }

    fileprivate var isPartOfWord: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), 0x80...:
            true
        default: false
        }
    }
}

extension String {
    fileprivate var trimmingWhitespace: String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
