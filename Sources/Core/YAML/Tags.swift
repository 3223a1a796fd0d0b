import FoundationEssentials

extension Scalar {
    package static let tagPrefix = "tag:yaml.org,2002:"

    /// What a scalar with a tag means, quoted or not; nil where it is not what the tag says. A tag that YAML does not
    /// define makes it a string, as in `kubectl`.
    init?(_ text: String, tag: String) {
        guard tag.hasPrefix(Scalar.tagPrefix) else {
            self = .string(text)
            return
        }
        let plain = Scalar(plain: text)
        switch (tag.dropFirst(Scalar.tagPrefix.count), plain) {
        case ("bool", .bool), ("null", .null), ("float", .float), ("int", .integer), ("int", .large), ("float", .large),
            ("merge", .merge):
            self = plain
        case ("float", .integer(let value)): self = .float(Double(value))
        case ("bool", _), ("null", _), ("float", _), ("int", _): return nil
        case ("timestamp", _):
            guard Timestamp.isOne(Array(text.utf8)) else { return nil }
            self = .string(text)
        case ("binary", _):
            guard let text = Scalar.decodeBase64(text) else { return nil }
            self = .string(text)
        default: self = .string(text)
        }
    }

    private static func decodeBase64(_ text: String) -> String? {
        let characters = text.utf8.filter { $0 != 0x0A && $0 != 0x0D }
        guard let data = Data(base64Encoded: Data(characters)) else { return nil }
        return repaired(data)
    }

    /// Each byte that is no UTF-8 becomes U+FFFD, as in Go; Swift puts one for several.
    private static func repaired(_ bytes: Data) -> String {
        var parser = Unicode.UTF8.ForwardParser()
        var rest = bytes.makeIterator()
        var scalars = String.UnicodeScalarView()
        while true {
            switch parser.parseScalar(from: &rest) {
            case .valid(let character): scalars.append(Unicode.UTF8.decode(character))
            case .error(let length): scalars.append(contentsOf: repeatElement("\u{FFFD}", count: length))
            case .emptyInput: return String(scalars)
            }
        }
    }
}
