internal import Documents
internal import GoValues

/// A map in the order in which its keys were written: an object of a document as it is there, or one that an expression has made.
package struct CELMap: Sendable {
    private enum Storage {
        case document(Object)
        case made(MadeMap)
    }

    private let storage: Storage

    init(_ object: Object) { storage = .document(object) }
    init(_ map: MadeMap) { storage = .made(map) }

    package var count: Int {
        switch storage {
        case .document(let object): object.count
        case .made(let map): map.keys.count
        }
    }

    var isEmpty: Bool { count == 0 }

    package var keys: [CELValue] {
        switch storage {
        case .document(let object): object.keys.map { .text($0) }
        case .made(let map): map.keys
        }
    }

    /// Keys and values in order.
    package var entries: [(key: CELValue, value: CELValue)] {
        switch storage {
        case .document(let object): object.map { (.text($0.key), CELValue($0.value)) }
        case .made(let map): zip(map.keys, map.values).map { ($0, $1) }
        }
    }

    /// The member of a name; nil where there is none.
    package subscript(name: String) -> CELValue? {
        switch storage {
        case .document(let object): object[name].map { CELValue($0) }
        case .made(let map): map[.string(GoString(name))]
        }
    }

    /// The value of a key; numbers of all types are one key where they are one number. Nil where there is none, or where
    /// nothing of that type can be a key.
    subscript(key: CELValue) -> CELValue? {
        guard let key = MapKey(key) else { return nil }
        switch (storage, key) {
        case (.made(let map), _): return map[key]
        case (.document(let object), .string(let name)): return object[name.string].map { CELValue($0) }
        case (.document, _): return nil
        }
    }
}

/// A map that an expression makes.
struct MadeMap: Sendable {
    private(set) var keys: [CELValue] = []
    private(set) var values: [CELValue] = []
    private var places: [MapKey: Int] = [:]

    /// - Throws: where the key is there already, or cannot be one.
    mutating func add(_ key: CELValue, _ value: CELValue) throws(Fault) {
        if case .double = key { throw Fault.evaluation("unsupported key type: double") }
        guard let place = MapKey(key) else { throw Fault.evaluation("unsupported key type: \(key.typeName)") }
        guard places.updateValue(keys.count, forKey: place) == nil else {
            throw Fault.evaluation("repeated key in a map")
        }
        keys.append(key)
        values.append(value)
    }

    subscript(key: MapKey) -> CELValue? { places[key].map { values[$0] } }
}

/// A key as maps look for it: an integer, of whatever type it was written.
enum MapKey: Hashable {
    case bool(Bool)
    case int(Int64)
    /// What is above the others only.
    case uint(UInt64)
    case string(GoString)

    init?(_ value: CELValue) {
        switch value {
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = Int64(exactly: value).map { .int($0) } ?? .uint(value)
        case .double(let value):
            if let integer = Int64(exactly: value) {
                self = .int(integer)
            } else if let integer = UInt64(exactly: value) {
                self = .uint(integer)
            } else {
                return nil
            }
        case .string(let value): self = .string(value)
        default: return nil
        }
    }
}
