import Transport

/// What servers warn of, in headers such as `Warning: 299 - "v1 Endpoints is deprecated"`.
enum Warnings {
    /// Of one answer. Webhooks may warn as often and at such length as they like.
    private static let limit = 3
    private static let longest = 256

    /// The texts, without control characters and each once. Of a Secret only that there is a warning: it may quote values.
    static func texts(_ headers: HTTPHeaders, isSecret: Bool) -> [String] {
        var texts: [String] = []
        for field in headers.fields where field.name.lowercased() == "warning" && texts.count < limit {
            guard let text = quoted(field.value), !texts.contains(text) else { continue }
            texts.append(text)
        }
        guard isSecret else { return texts }
        return texts.isEmpty ? [] : ["of something in it (its words are left out: they may quote the secret)"]
    }

    /// The first text in quotation marks, in which a backslash stands before what is meant literally.
    private static func quoted(_ value: String) -> String? {
        guard let start = value.firstIndex(of: "\"") else { return nil }
        var text = ""
        var isEscaped = false
        for character in value[value.index(after: start)...] {
            if !isEscaped, character == "\"" { return text.isEmpty ? nil : text }
            isEscaped = !isEscaped && character == "\\"
            guard !isEscaped, text.utf8.count + character.utf8.count <= longest else { continue }
            text.append(character.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F } ? character : " ")
        }
        return nil
    }
}
