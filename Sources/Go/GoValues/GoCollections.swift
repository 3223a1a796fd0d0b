import Documents

/// What a Go slice is declared to hold. Elements of `any` are interfaces, those of the others are of one type.
package enum GoListType: Sendable, Hashable {
    /// `[]interface {}`
    case any
    /// `[]string`
    case string
    /// `[]int`
    case int
    /// Any other, by the name that `%T` prints, such as `[][]interface {}`.
    case named(String)

    package var name: String {
        switch self {
        case .any: "[]interface {}"
        case .string: "[]string"
        case .int: "[]int"
        case .named(let name): name
        }
    }
}

/// What a Go map with string keys is declared to hold.
package enum GoMapType: Sendable, Hashable {
    /// `map[string]interface {}`
    case any
    /// `map[string]string`: a key that it lacks is "".
    case string
    /// `map[string][]uint8`: a key that it lacks has no bytes.
    case bytes
    /// Any other, or a named map of interfaces.
    case named(GoNamedMap)

    package var name: String {
        switch self {
        case .any: "map[string]interface {}"
        case .string: "map[string]string"
        case .bytes: "map[string][]uint8"
        case .named(let type): type.name
        }
    }

    /// What the map gives for a key that it lacks.
    package var zero: GoValue {
        switch self {
        case .string: .string(GoString())
        case .bytes: .bytes([])
        case .any, .named: .null
        }
    }
}

/// A map type by its name, such as `common.Values`, with the methods that it has.
package struct GoNamedMap: Sendable, Hashable, ExpressibleByStringLiteral {
    /// A method bound to a map; nil where there is none of that name.
    package typealias Methods = @Sendable (_ name: String, _ map: GoMap) -> GoMethod?

    /// As `%T` prints it.
    package let name: String
    package let methods: Methods

    package init(_ name: String, methods: @escaping Methods) {
        self.name = name
        self.methods = methods
    }

    /// A type without methods.
    package init(stringLiteral name: String) { self.init(name) { _, _ in nil } }

    package static func == (left: GoNamedMap, right: GoNamedMap) -> Bool { left.name == right.name }
    package func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

/// A Go slice. A reference, as in Go: whoever changes the elements changes them for all holders.
package final class GoList {
    package var elements: [GoValue]
    package let type: GoListType
    /// Whether it is Go's nil slice: empty like any other, but `null` in JSON and in YAML.
    package let isNil: Bool
    /// Nil while no render counts it.
    var share: MemoryShare?

    package init(_ elements: [GoValue], type: GoListType = .any) {
        self.elements = elements
        self.type = type
        isNil = false
    }

    private init(absent type: GoListType) {
        elements = []
        self.type = type
        isNil = true
    }

    /// A nil slice.
    package static func absent(_ type: GoListType) -> GoList { GoList(absent: type) }

    package var count: Int { elements.count }

    deinit {
        if let share { share.memory.giveBack(share.bytes) }
        guard !elements.isEmpty else { return }
        var disposal = Disposal()
        disposal.take(&elements)
        disposal.run()
    }
}

/// A Go map with string keys. A reference, as in Go.
package final class GoMap {
    /// Empty where the entries are those of `origin`.
    fileprivate var own: [GoString: GoValue]
    private let origin: GoMap?
    package let type: GoMapType
    /// Whether it is Go's nil map: empty like any other, but `null` in JSON and in YAML.
    package let isNil: Bool
    /// Nil while no render counts it.
    var share: MemoryShare?

    package init(_ entries: [GoString: GoValue] = [:], type: GoMapType = .any) {
        own = entries
        origin = nil
        self.type = type
        isNil = false
    }

    /// The same map by another type, as a conversion gives it: what changes in one changes in the other.
    package init(_ map: GoMap, as type: GoMapType) {
        own = [:]
        origin = map.origin ?? map
        self.type = type
        isNil = map.isNil
    }

    private init(absent type: GoMapType) {
        own = [:]
        origin = nil
        self.type = type
        isNil = true
    }

    package var entries: [GoString: GoValue] {
        get { origin?.own ?? own }
        _modify {
            if let origin { yield &origin.own } else { yield &own }
        }
    }

    /// The one that holds the entries, by its own type.
    package var original: GoMap { origin ?? self }

    /// A nil map.
    package static func absent(_ type: GoMapType) -> GoMap { GoMap(absent: type) }

    package var count: Int { entries.count }

    /// In ascending order of their bytes, as Go prints and ranges.
    package var sortedKeys: [GoString] { entries.keys.sorted() }

    /// The entry of a key; nil where there is none, and to take it out.
    package subscript(key: GoString) -> GoValue? {
        get { entries[key] }
        set { entries[key] = newValue }
    }

    deinit {
        if let share { share.memory.giveBack(share.bytes) }
        guard !own.isEmpty else { return }
        var disposal = Disposal()
        disposal.take(&own)
        disposal.run()
    }
}

/// Frees nested lists and maps in a loop: the chain that a hostile template builds would otherwise recurse until the stack
/// ends.
private struct Disposal {
    private var lists: [GoList] = []
    private var maps: [GoMap] = []

    mutating func take(_ elements: inout [GoValue]) {
        for element in elements { take(element) }
        elements = []
    }

    mutating func take(_ entries: inout [GoString: GoValue]) {
        for value in entries.values { take(value) }
        entries = [:]
    }

    mutating func run() {
        while !lists.isEmpty || !maps.isEmpty {
            if var list = lists.popLast(), isKnownUniquelyReferenced(&list) { take(&list.elements) }
            if var map = maps.popLast(), isKnownUniquelyReferenced(&map) { take(&map.own) }
        }
    }

    private mutating func take(_ value: GoValue) {
        switch value {
        case .list(let list) where !list.elements.isEmpty: lists.append(list)
        case .map(let map) where !map.entries.isEmpty: maps.append(map.original)
        default: return
        }
    }
}
