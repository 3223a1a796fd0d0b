internal import Documents
internal import Rendering

/// Finds what is known to be secret in one document, within bounds.
struct SecretSearch {
    /// Deeper values are for nobody to read.
    private static let deepest = 96
    /// A text with more secrets in it is one: how many lines a file has tells something of it.
    private static let mostInOne = 8
    /// So many texts may take too long to be looked through: whoever makes them so has the rest hidden.
    private static let mostFailures = 3
    private static let shortestNumber = 4

    let texts: SecretTexts
    let digest: (ArraySlice<UInt8>) -> String
    private var failures = 0

    init(texts: SecretTexts, digest: @escaping (ArraySlice<UInt8>) -> String) {
        self.texts = texts
        self.digest = digest
    }

    /// - Parameter depth: 0 for a whole object, whose type is no secret.
    mutating func hiding(_ value: Value, depth: Int) -> Value {
        guard !texts.isEmpty else { return value }
        guard depth < Self.deepest else { return .string(digest(value.jsonBytes(sortedKeys: true)[...])) }
        switch value {
        case .null, .bool: return value
        case .string(let text): return .string(hiding(text))
        case .integer, .double:
            let text = value.json()
            // A number is secret as a whole.
            let isPlain = text.utf8.count < Self.shortestNumber || hiding(text) == text
            return isPlain ? value : .string(digest(Array(text.utf8)[...]))
        case .array(let elements): return .array(elements.map { hiding($0, depth: depth + 1) })
        case .object(let object):
            let masked = object.map { key, value in
                let isType = depth == 0 && (key == "apiVersion" || key == "kind")
                return (hiding(key: key), isType ? value : hiding(value, depth: depth + 1))
            }
            return .object(Object(masked))
        }
    }

    /// The names of Kubernetes' own fields are known to everybody: to hide one would say what the secret is.
    private mutating func hiding(key: String) -> String { KnownFields.names.contains(key) ? key : hiding(key) }

    mutating func hiding(_ text: String) -> String {
        guard failures < Self.mostFailures else { return digest(Array(text.utf8)[...]) }
        var count = 0
        let masked = texts.replacing(in: text) { secret in
            count += 1
            return digest(secret)
        }
        if masked == nil { failures += 1 }
        guard let masked, count <= Self.mostInOne else { return digest(Array(text.utf8)[...]) }
        return masked
    }
}
