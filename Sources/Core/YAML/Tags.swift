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
        case ("binary", _):
            guard let text = Scalar.decodeBase64(text) else { return nil }
            self = .string(text)
        default: self = .string(text)
        }
    }

    private static func decodeBase64(_ text: String) -> String? {
        let characters = text.utf8.filter { $0 != 0x0A && $0 != 0x0D }
        guard let data = Data(base64Encoded: Data(characters)) else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}
