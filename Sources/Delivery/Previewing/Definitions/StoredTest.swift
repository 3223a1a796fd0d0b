internal import Documents
internal import GoRegexp
internal import GoValues

/// A step into an object.
enum StoredStep: Sendable, Hashable {
    case field(String)
    /// Each element of a list.
    case elements
    /// Each value of a map.
    case values
}

/// How much of something a schema allows.
struct Bound: Sendable, Hashable {
    /// `maximum`, `minLength`, …
    var field: String
    var limit: Double

    /// Nil where a value has no such size.
    private func size(of value: Value) -> Double? {
        switch field.dropFirst(3) {
        case "imum": value.double
        case "Length": value.string.map { Double($0.unicodeScalars.count) }
        case "Items": value.array.map { Double($0.count) }
        default: value.object.map { Double($0.count) }
        }
    }

    func isPassed(by value: Value) -> Bool {
        guard let size = size(of: value) else { return false }
        return field.hasPrefix("max") ? size > limit : size < limit
    }
}

/// What a stored object is asked for, at one place of it, to learn whether it uses what a definition takes away.
enum StoredTest: Sendable, Hashable {
    /// Also where no more can be told than that something is another.
    case isThere
    case isNull
    case lacks(String)
    case hasOthers(than: Set<String>)
    case isNoType(of: Set<String>)
    case isNone(of: [Value])
    case differs(from: String)
    case isBeyond(Bound)
    case repeats
    /// Of an object as a whole: whether somebody writes it in a version, `example.org/v1`.
    case isWritten(in: String)

    /// What is said of objects that are found: of one, and of several.
    var verb: (one: String, several: String) {
        switch self {
        case .isThere: ("uses it", "use it")
        case .lacks: ("lacks it", "lack it")
        case .hasOthers: ("has others", "have others")
        case .isWritten: ("is written in it", "are written in it")
        case .isNull, .isNoType, .isNone, .differs, .isBeyond, .repeats: ("does not fit", "do not fit")
        }
    }

    /// - Parameter isTop: whether the value is the object itself, whose first fields no schema need name.
    func holds(for value: Value, isTop: Bool) -> Bool {
        if case .isNull = self { return value == .null }
        // Servers take it for nothing, or put a default in its place.
        guard value != .null else { return false }
        switch self {
        case .isThere: return true
        case .isNull: return false
        case .lacks(let name): return value.object.map { $0[name] == nil } ?? false
        case .hasOthers(let names):
            let known = isTop ? names.union(["apiVersion", "kind", "metadata"]) : names
            return value.object?.contains { !known.contains($0.key) } ?? false
        case .isNoType(let types): return types.isDisjoint(with: value.schemaTypes)
        case .isNone(let choice): return !choice.contains(value)
        case .differs(let pattern):
            // What is no expression refuses everything.
            return value.string.map { !((try? GoRegexp.compiled(GoString(pattern)))?.matches(GoString($0)) ?? false) }
                ?? false
        case .isBeyond(let bound): return bound.isPassed(by: value)
        case .repeats: return value.array.map { Set($0).count < $0.count } ?? false
        case .isWritten(let version): return value.isWritten(in: version)
        }
    }
}

extension Value {
    /// The words of schemas for what it is.
    fileprivate var schemaTypes: Set<String> {
        switch self {
        case .null: []
        case .bool: ["boolean"]
        case .string: ["string"]
        case .array: ["array"]
        case .object: ["object"]
        default: double.map { $0 == $0.rounded() ? ["integer", "number"] : ["number"] } ?? []
        }
    }

    /// Servers before 1.18 may not say.
    fileprivate func isWritten(in version: String) -> Bool {
        guard let entries = at("metadata", "managedFields")?.array, !entries.isEmpty else { return true }
        return entries.contains { $0["apiVersion"]?.string == version }
    }
}
