import FoundationEssentials
import GoValues

/// Base64 as kustomize reads and writes it.
enum Base64 {
    private static let lineLength = 70

    /// What base64 stands for, as text. Nil where it is none.
    static func text(_ bytes: [UInt8]) -> String? {
        let characters = bytes.filter { $0 != 0x0A && $0 != 0x0D }
        return Data(base64Encoded: Data(characters)).map { GoString($0).string }
    }

    /// In lines of 70 characters, each with its newline, where one line is not enough.
    static func lines(of bytes: [UInt8]) -> String {
        let text = Array(Data(bytes).base64EncodedString().utf8)
        guard text.count >= lineLength else { return String(decoding: text, as: UTF8.self) }
        var lines: [UInt8] = []
        for start in stride(from: 0, to: text.count, by: lineLength) {
            lines += text[start..<min(start + lineLength, text.count)]
            lines.append(0x0A)
        }
        return String(decoding: lines, as: UTF8.self)
    }
}
