/// What Kubernetes takes for keys and values of labels.
enum LabelSyntax {
    /// A name, with a domain and a slash before it or not.
    static func isKey(_ key: String) -> Bool {
        let parts = key.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).map {
            String(Substring($0))
        }
        switch parts.count {
        case 1: return isName(parts[0])
        case 2: return isDomain(parts[0]) && isName(parts[1])
        default: return false
        }
    }

    /// Letters and digits, with `-`, `_` and `.` between them; values are such names, too, or empty.
    static func isName(_ name: String) -> Bool {
        guard let first = name.utf8.first, let last = name.utf8.last, name.utf8.count <= 63 else { return false }
        return isLetterOrDigit(first) && isLetterOrDigit(last)
            && name.utf8.allSatisfy { isLetterOrDigit($0) || "-_.".utf8.contains($0) }
    }

    private static func isDomain(_ domain: String) -> Bool {
        guard domain.utf8.count <= 253 else { return false }
        let labels = domain.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return labels.allSatisfy { label in
            guard let first = label.first, let last = label.last else { return false }
            return first != UInt8(ascii: "-") && last != UInt8(ascii: "-") && label.allSatisfy(isInDomain)
        }
    }

    private static func isInDomain(_ byte: UInt8) -> Bool {
        isLetterOrDigit(byte) && !(0x41...0x5A).contains(byte) || byte == UInt8(ascii: "-")
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
