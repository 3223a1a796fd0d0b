import Documents

/// Addresses and pointers of schemas, as text.
enum SchemaURL {
    static func split(_ reference: String) -> (address: String, fragment: String) {
        guard let mark = reference.firstIndex(of: "#") else { return (reference, "") }
        return (String(reference[..<mark]), String(reference[reference.index(after: mark)...]))
    }

    /// A fragment without its percent escapes; nil where one is broken.
    static func decode(_ fragment: String) -> String? {
        guard fragment.utf8.contains(UInt8(ascii: "%")) else { return fragment }
        var bytes: [UInt8] = []
        var rest = Array(fragment.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16), rest.count >= 2 else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// A pointer as a fragment.
    static func encode(_ pointer: String) -> String {
        var text = ""
        for byte in pointer.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."),
                UInt8(ascii: "~"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "+"), UInt8(ascii: ":"),
                UInt8(ascii: "="), UInt8(ascii: "@"), UInt8(ascii: "/"):
                text.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                let digits = String(byte, radix: 16, uppercase: true)
                text += digits.utf8.count == 1 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return text
    }

    static func escape(_ token: String) -> String {
        // Hardly any token has either, and looking for texts in texts is slow.
        guard token.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return token }
        return token.replacing("~", with: "~0").replacing("/", with: "~1")
    }

    private static func unescape(_ token: Substring) -> String {
        guard token.utf8.contains(UInt8(ascii: "~")) else { return String(token) }
        return String(token.replacing("~1", with: "/").replacing("~0", with: "~"))
    }

    static func append(_ token: String, to pointer: String) -> String { "\(pointer)/\(escape(token))" }

    /// What stands at a pointer; nil where nothing does.
    static func value(at pointer: String, in document: Value) -> Value? {
        var current = document
        let tokens = pointer.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for token in tokens.dropFirst() {
            let name = unescape(Substring(token))
            if let index = Int(name), let element = current[index] {
                current = element
            } else if let member = current[name] {
                current = member
            } else {
                return nil
            }
        }
        return current
    }

    /// A reference without a fragment, resolved against an absolute address.
    static func resolve(_ reference: String, against base: String) -> String {
        guard !reference.isEmpty else { return base }
        let target = Parts(reference)
        guard target.scheme == nil else { return reference }
        let start = Parts(base)
        // An address such as `urn:…` has no path that something could be relative to.
        guard start.authority != nil || start.path.hasPrefix("/") else { return base }
        var result = start
        result.query = target.query
        if target.authority != nil {
            result.authority = target.authority
            result.path = withoutDots(target.path)
        } else if target.path.isEmpty {
            result.query = target.query ?? start.query
        } else if target.path.hasPrefix("/") {
            result.path = withoutDots(target.path)
        } else {
            let folder = start.path.lastIndex(of: "/").map { start.path[...$0] } ?? "/"
            result.path = withoutDots(folder + target.path)
        }
        return result.text
    }

    private static func withoutDots(_ path: String) -> String {
        var kept: [Substring] = []
        let segments = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst(
            path.hasPrefix("/") ? 1 : 0)
        for (offset, segment) in segments.enumerated() {
            let isLast = offset == segments.count - 1
            switch segment {
            case ".": if isLast { kept.append("") }
            case "..":
                _ = kept.popLast()
                if isLast { kept.append("") }
            default: kept.append(segment)
            }
        }
        return "/" + kept.joined(separator: "/")
    }

    private struct Parts {
        var scheme: String?
        var authority: String?
        var path: String
        var query: String?

        init(_ text: String) {
            var rest = text[...]
            if let colon = rest.firstIndex(of: ":"), Parts.isScheme(rest[..<colon]) {
                scheme = String(rest[..<colon])
                rest = rest[rest.index(after: colon)...]
            }
            if let mark = rest.firstIndex(of: "?") {
                query = String(rest[rest.index(after: mark)...])
                rest = rest[..<mark]
            }
            if rest.hasPrefix("//") {
                rest = rest.dropFirst(2)
                let slash = rest.firstIndex(of: "/") ?? rest.endIndex
                authority = String(rest[..<slash])
                rest = rest[slash...]
            }
            path = String(rest)
        }

        private static func isScheme(_ text: Substring) -> Bool {
            guard let first = text.first, first.isASCII, first.isLetter else { return false }
            return text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "+-.".contains($0)) }
        }

        var text: String {
            let start = (scheme.map { "\($0):" } ?? "") + (authority.map { "//\($0)" } ?? "")
            return start + path + (query.map { "?\($0)" } ?? "")
        }
    }
}
