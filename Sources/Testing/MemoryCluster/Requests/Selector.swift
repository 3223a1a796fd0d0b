internal import Documents

/// What of a collection is asked for.
struct Selector: Sendable {
    private enum Term: Sendable {
        case among(String, [String])
        case notAmong(String, [String])
        case exists(String)
        case missing(String)
    }

    private var labels: [Term]
    private var fields: [Term]

    var isEverything: Bool { labels.isEmpty && fields.isEmpty }

    init(labels: String, fields: String, of kind: Kind) throws(Refusal) {
        self.labels = Self.terms(labels)
        self.fields = []
        for (name, isEqual, value) in Self.comparisons(fields) {
            guard Self.known(kind).contains(name) else { throw Self.unknown(name, kind) }
            self.fields.append(isEqual ? .among(name, [value]) : .notAmong(name, [value]))
        }
    }

    private static func unknown(_ name: String, _ kind: Kind) -> Refusal {
        guard !kind.isCustom, known(kind).count <= 2 else { return .badRequest("field label not supported: \(name)") }
        return .badRequest(
            "\"\(name)\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"")
    }

    private static func known(_ kind: Kind) -> [String] {
        let common = ["metadata.name"] + (kind.namespaced || kind.isCustom ? ["metadata.namespace"] : [])
        switch kind.gvk.kind {
        case "Pod": return common + ["spec.nodeName", "status.phase"]
        case "Secret": return common + ["type"]
        case "Event": return common + ["regarding.name", "regarding.kind", "regarding.uid", "reason", "type"]
        default: return common
        }
    }

    func matches(_ object: Value) -> Bool {
        labels.allSatisfy { term in Self.holds(term) { object.label($0) } }
            && fields.allSatisfy { term in
                Self.holds(term) { path in
                    var value: Value? = object
                    for name in path.split(separator: ".") { value = value?[String(name)] }
                    return value?.string ?? ""
                }
            }
    }

    private static func holds(_ term: Term, _ value: (String) -> String?) -> Bool {
        switch term {
        case .among(let name, let values): value(name).map(values.contains) ?? false
        case .notAmong(let name, let values): value(name).map { !values.contains($0) } ?? true
        case .exists(let name): value(name) != nil
        case .missing(let name): value(name) == nil
        }
    }

    // MARK: Reading

    private static func terms(_ text: String) -> [Term] {
        split(text).map { part in
            let words = part.split(separator: " ", maxSplits: 2).map(String.init)
            if words.count == 3, words[1] == "in" { return .among(words[0], list(words[2])) }
            if words.count == 3, words[1] == "notin" { return .notAmong(words[0], list(words[2])) }
            for (sign, isEqual) in [("!=", false), ("==", true), ("=", true)] {
                guard let range = part.firstRange(of: sign) else { continue }
                let name = trimmed(part[..<range.lowerBound])
                let value = trimmed(part[range.upperBound...])
                return isEqual ? .among(name, [value]) : .notAmong(name, [value])
            }
            return part.hasPrefix("!") ? .missing(trimmed(part.dropFirst())) : .exists(trimmed(part[...]))
        }
    }

    /// At the commas that are not in parentheses.
    private static func split(_ text: String) -> [String] {
        var parts = [""]
        var depth = 0
        for character in text {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if character == ",", depth == 0 { parts.append("") } else { parts[parts.count - 1].append(character) }
        }
        return parts.map { trimmed($0[...]) }.filter { !$0.isEmpty }
    }

    private static func list(_ text: String) -> [String] {
        text.filter { $0 != "(" && $0 != ")" }.split(separator: ",", omittingEmptySubsequences: false).map {
            trimmed($0)
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0 == " " }
        return String(start.reversed().drop { $0 == " " }.reversed())
    }

    /// Of a field selector, in whose values a backslash stands before what has a meaning.
    private static func comparisons(_ text: String) -> [(String, Bool, String)] {
        var found: [(name: String, isEqual: Bool, value: String)] = []
        var current: (name: String, isEqual: Bool, value: String) = ("", true, "")
        var isValue = false
        var isEscaped = false
        for character in text + "," {
            if isEscaped || (character == "\\" && isValue) {
                if isEscaped { current.value.append(character) }
                isEscaped.toggle()
            } else if character == "," {
                if isValue { found.append(current) }
                current = ("", true, "")
                isValue = false
            } else if character == "=" {
                isValue = true
            } else if character == "!", !isValue {
                current.isEqual = false
            } else if isValue {
                current.value.append(character)
            } else {
                current.name.append(character)
            }
        }
        return found
    }
}
