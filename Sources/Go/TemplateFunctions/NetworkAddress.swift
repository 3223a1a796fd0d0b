/// An address of IPv4 (4 bytes) or IPv6 (16 bytes), read as strictly as Go does.
package struct NetworkAddress {
    package let bytes: [UInt8]

    package init?(_ text: String) {
        guard let bytes = text.contains(":") ? Self.version6(text) : Self.version4(text) else { return nil }
        self.bytes = bytes
    }

    private static func version4(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var bytes: [UInt8] = []
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
                part.utf8.count == 1 || part.first != "0", let byte = UInt8(part)
            else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private static func version6(_ text: String) -> [UInt8]? {
        guard let gap = text.firstRange(of: "::") else {
            guard let bytes = groups(text), bytes.count == 16 else { return nil }
            return bytes
        }
        let (before, after) = (String(text[..<gap.lowerBound]), String(text[gap.upperBound...]))
        guard !before.contains("."), !after.contains("::"), !after.hasPrefix(":"),
            let first = before.isEmpty ? [] : groups(before), let second = after.isEmpty ? [] : groups(after),
            first.count + second.count < 16
        else { return nil }
        return first + [UInt8](repeating: 0, count: 16 - first.count - second.count) + second
    }

    /// Groups of four digits; the last may be an address of IPv4.
    private static func groups(_ text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if index == parts.count - 1, part.contains(".") {
                guard let tail = version4(String(part)) else { return nil }
                return bytes + tail
            }
            guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit), part.utf8.allSatisfy({ $0 < 0x80 }),
                let group = UInt16(part, radix: 16)
            else { return nil }
            bytes += [UInt8(group >> 8), UInt8(group & 0xFF)]
        }
        return bytes
    }
}
