/// Texts as browsers write forms and queries.
enum FormFields {
    /// The value of the first member of that name; nil where there is none, or where it is broken.
    static func value(of name: String, in form: some StringProtocol) -> String? {
        for member in form.split(separator: "&") {
            let parts = member.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, decoded(parts[0].utf8) == name else { continue }
            return decoded(parts[1].utf8)
        }
        return nil
    }

    /// The same of a whole body, whose value may be large.
    static func value(of name: String, in form: [UInt8]) -> [UInt8]? {
        for member in form.split(separator: UInt8(ascii: "&")) {
            guard let equals = member.firstIndex(of: UInt8(ascii: "=")),
                member[..<equals].elementsEqual(name.utf8)
            else { continue }
            return bytes(member[(equals + 1)...], plusIsSpace: true)
        }
        return nil
    }

    /// A text with its percent signs resolved; nil where they are broken.
    static func decoded(_ text: some Sequence<UInt8>, plusIsSpace: Bool = true) -> String? {
        bytes(text, plusIsSpace: plusIsSpace).flatMap { String(validating: $0, as: UTF8.self) }
    }

    private static func bytes(_ text: some Sequence<UInt8>, plusIsSpace: Bool) -> [UInt8]? {
        var result: [UInt8] = []
        var rest = text.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else { return nil }
                result.append(high << 4 | low)
            case UInt8(ascii: "+") where plusIsSpace: result.append(UInt8(ascii: " "))
            default: result.append(byte)
            }
        }
        return result
    }

    /// The number that a hexadecimal digit stands for.
    static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
