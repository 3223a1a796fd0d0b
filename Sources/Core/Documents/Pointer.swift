/// A JSON pointer (RFC 6901), for instance `/spec/template/metadata/annotations/example.org~1checksum`.
public struct Pointer: Sendable, Hashable, CustomStringConvertible {
    /// The steps, unescaped.
    public var tokens: [String]

    public init(tokens: [String]) { self.tokens = tokens }

    /// Nil where the text is not a pointer: it is neither empty nor begins with `/`, or has a `~` that escapes nothing.
    public init?(_ text: String) {
        guard !text.isEmpty else {
            tokens = []
            return
        }
        guard text.hasPrefix("/") else { return nil }
        tokens = []
        for part in text.dropFirst().split(separator: "/", omittingEmptySubsequences: false) {
            guard let token = Pointer.unescape(part) else { return nil }
            tokens.append(token)
        }
    }

    public var description: String {
        tokens.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    }

    private static func unescape(_ part: Substring) -> String? {
        var token = ""
        var rest = part.makeIterator()
        while let character = rest.next() {
            guard character == "~" else {
                token.append(character)
                continue
            }
            switch rest.next() {
            case "0": token.append("~")
            case "1": token.append("/")
            default: return nil
            }
        }
        return token
    }
}

extension Value {
    /// The value that a pointer names, or nil.
    public subscript(pointer: Pointer) -> Value? { value(at: pointer.tokens[...]) }

    private func value(at tokens: ArraySlice<String>) -> Value? {
        guard let token = tokens.first else { return self }
        switch self {
        case .object(let object): return object[token]?.value(at: tokens.dropFirst())
        case .array: return Value.index(token).flatMap { self[$0] }?.value(at: tokens.dropFirst())
        default: return nil
        }
    }

    /// Takes away what a pointer names. Returns what was there, nil where nothing was.
    @discardableResult
    public mutating func remove(_ pointer: Pointer) -> Value? { remove(pointer.tokens[...]) }

    private mutating func remove(_ tokens: ArraySlice<String>) -> Value? {
        guard let token = tokens.first else { return nil }
        let rest = tokens.dropFirst()
        switch self {
        case .object(var object):
            self = .null
            defer { self = .object(object) }
            return rest.isEmpty ? object.removeValue(forKey: token) : object[token]?.remove(rest)
        case .array(var elements):
            guard let index = Value.index(token), elements.indices.contains(index) else { return nil }
            self = .null
            defer { self = .array(elements) }
            return rest.isEmpty ? elements.remove(at: index) : elements[index].remove(rest)
        default: return nil
        }
    }

    /// Puts a value where a pointer says, making the objects on the way. False where the way leads through a value that
    /// is neither object nor array, or through an index that an array does not have.
    @discardableResult
    public mutating func set(_ pointer: Pointer, to value: Value) -> Bool { set(pointer.tokens[...], to: value) }

    private mutating func set(_ tokens: ArraySlice<String>, to value: Value) -> Bool {
        guard let token = tokens.first else {
            self = value
            return true
        }
        let rest = tokens.dropFirst()
        switch self {
        case .object(var object):
            self = .null
            defer { self = .object(object) }
            var member = object[token] ?? .object(Object())
            guard member.set(rest, to: value) else { return false }
            object[token] = member
            return true
        case .array(var elements):
            guard let index = Value.index(token), elements.indices.contains(index) else { return false }
            self = .null
            defer { self = .array(elements) }
            return elements[index].set(rest, to: value)
        default: return false
        }
    }

    private static func index(_ token: String) -> Int? {
        guard token == "0" || !token.hasPrefix("0"), token.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        return Int(token)
    }
}
