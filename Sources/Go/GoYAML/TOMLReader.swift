import GoValues

/// Reads TOML line by line into tables. Recursion is bounded by `deepest`.
struct TOMLReader {
    /// How a table came to be, which says who may add to it.
    private enum Origin {
        /// Named on the way to another.
        case implicit
        /// By a key with dots.
        case dotted
        /// By its head, or in braces.
        case explicit
    }

    /// How deep lists and tables may nest in values.
    private static let deepest = 500
    /// How many parts a key may have.
    private static let longestKey = 500
    private static let tablesType = GoListType.named("[]map[string]interface {}")

    var scanner: TOMLScanner
    private let root = GoMap()
    private var origins: [ObjectIdentifier: Origin] = [:]
    /// The table that keys go to, and its name.
    private var table: GoMap
    private var context: [GoString] = []
    private let nodeLimit: Int
    private var nodes = 0

    init(_ bytes: [UInt8], nodeLimit: Int) {
        self.nodeLimit = nodeLimit
        scanner = TOMLScanner(bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes)
        table = root
    }

    /// Tables cost the most; each is named by a part of a key, or stands in a value.
    private mutating func count(nodes count: Int) throws(GoError) {
        nodes += count
        guard nodes <= nodeLimit else { throw .limit("toml: the text has more than \(nodeLimit) values") }
    }

    static func isBareKey(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }

    mutating func document() throws(GoError) -> GoMap {
        if let byte = scanner.controlCharacter() {
            throw scanner.failure("TOML files cannot contain control characters: '0x\(byte)'")
        }
        while true {
            scanner.skipLines()
            guard let next = scanner.byte else { return root }
            scanner.key = context
            if next == UInt8(ascii: "[") {
                try head()
            } else {
                try pair(into: table, depth: 0, name: context)
            }
            scanner.skipBlanks()
            scanner.skipComment()
            guard scanner.byte == nil || scanner.takeNewline() else {
                throw scanner.failure(
                    "expected a top-level item to end with a newline, comment, or EOF, but got \(scanner.quotedNext) instead"
                )
            }
        }
    }

    private mutating func head() throws(GoError) {
        scanner.advance()
        let isList = scanner.take(UInt8(ascii: "["))
        let key = try tableName()
        if isList, !scanner.take(UInt8(ascii: "]")) {
            throw scanner.failure(
                "expected end of table array name delimiter ']', but got \(scanner.quotedNext) instead")
        }
        scanner.key = key.dropLast()
        try count(nodes: 2 * key.count)
        let parent = try descend(from: root, key.dropLast(), origin: .implicit)
        guard let last = key.last else { return }
        table = isList ? try appendTable(last, to: parent, key: key) : try openTable(last, in: parent, key: key)
        context = key
    }

    private mutating func tableName() throws(GoError) -> [GoString] {
        var key: [GoString] = []
        while true {
            scanner.skipBlanks()
            switch scanner.byte {
            case nil, UInt8(ascii: "]"):
                throw scanner.failure("unexpected end of table name (table names cannot be empty)")
            case UInt8(ascii: "."):
                throw scanner.failure("unexpected table separator (table names cannot be empty)")
            default: key.append(try scanner.keyPart())
            }
            scanner.skipBlanks()
            if scanner.take(UInt8(ascii: "]")) { return try bounded(key) }
            guard scanner.take(UInt8(ascii: ".")) else {
                throw scanner.failure("expected '.' or ']' to end table name, but got \(scanner.quotedNext) instead")
            }
        }
    }

    private func bounded(_ key: [GoString]) throws(GoError) -> [GoString] {
        guard key.count < TOMLReader.longestKey else {
            throw scanner.failure("exceeds maximum table depth of \(TOMLReader.longestKey)")
        }
        return key
    }

    private mutating func openTable(_ name: GoString, in parent: GoMap, key: [GoString]) throws(GoError) -> GoMap {
        guard let existing = parent[name] else { return newTable(name, in: parent, origin: .explicit) }
        guard case .map(let map) = existing, origins[ObjectIdentifier(map)] != .explicit else { throw defined(key) }
        origins[ObjectIdentifier(map)] = .explicit
        return map
    }

    private mutating func appendTable(_ name: GoString, to parent: GoMap, key: [GoString]) throws(GoError) -> GoMap {
        let list: GoList
        switch parent[name] {
        case nil:
            list = GoList([], type: TOMLReader.tablesType)
            parent[name] = .list(list)
        case .list(let known) where known.type == TOMLReader.tablesType: list = known
        default:
            throw scanner.failure("Key '\(TOMLScanner.text(key))' was already created and cannot be used as an array.")
        }
        let map = GoMap()
        origins[ObjectIdentifier(map)] = .explicit
        list.elements.append(.map(map))
        return map
    }

    private mutating func newTable(_ name: GoString, in parent: GoMap, origin: Origin) -> GoMap {
        let map = GoMap()
        origins[ObjectIdentifier(map)] = origin
        parent[name] = .map(map)
        return map
    }

    /// The table that a path leads to; missing ones are made.
    private mutating func descend(
        from start: GoMap, _ path: ArraySlice<GoString>, origin: Origin
    ) throws(GoError) -> GoMap {
        var current = start
        var walked: [GoString] = []
        for name in path {
            walked.append(name)
            switch current[name] {
            case nil: current = newTable(name, in: current, origin: origin)
            case .map(let map):
                // Only keys with dots add to what such keys made.
                let mayAdd = origin == .implicit || origins[ObjectIdentifier(map)] != .explicit
                guard mayAdd else { throw defined(walked) }
                current = map
            case .list(let list) where list.type == TOMLReader.tablesType && origin == .implicit:
                guard let last = list.elements.last, case .map(let map) = last else { throw defined(walked) }
                current = map
            default: throw scanner.failure("Key '\(TOMLScanner.text(walked))' was already created as a hash.")
            }
        }
        return current
    }

    private func defined(_ key: [GoString]) -> GoError {
        scanner.failure("Key '\(TOMLScanner.text(key))' has already been defined.")
    }

    /// `key = value`, where the key may have dots.
    private mutating func pair(into table: GoMap, depth: Int, name: [GoString]) throws(GoError) {
        let key = try keyName()
        try count(nodes: 2 * key.count - 1)
        scanner.key = name + key
        scanner.skipBlanks()
        let value = try self.value(depth: depth, name: name + key)
        let target = try descend(from: table, key.dropLast(), origin: .dotted)
        guard let last = key.last else { return }
        guard target[last] == nil else { throw defined(name + key) }
        target[last] = value
        scanner.key = name
    }

    private mutating func keyName() throws(GoError) -> [GoString] {
        switch scanner.byte {
        case UInt8(ascii: "="), nil: throw scanner.failure("unexpected '=': key name appears blank")
        case UInt8(ascii: "."): throw scanner.failure("unexpected '.': keys cannot start with a '.'")
        default: break
        }
        var key: [GoString] = []
        while true {
            scanner.skipBlanks()
            key.append(try scanner.keyPart())
            scanner.skipBlanks()
            if scanner.take(UInt8(ascii: "=")) { return try bounded(key) }
            guard scanner.byte != nil else { throw scanner.failure("unexpected EOF; expected key separator '='") }
            guard scanner.take(UInt8(ascii: ".")) else {
                throw scanner.failure("expected '.' or '=', but got \(scanner.quotedNext) instead")
            }
        }
    }

    private mutating func value(depth: Int, name: [GoString]) throws(GoError) -> GoValue {
        guard depth < TOMLReader.deepest else {
            throw scanner.failure("exceeds maximum array depth of \(TOMLReader.deepest)")
        }
        try count(nodes: 1)
        switch scanner.byte {
        case UInt8(ascii: "["): return try list(depth: depth, name: name)
        case UInt8(ascii: "{"): return try inlineTable(depth: depth, name: name)
        case UInt8(ascii: "\""), UInt8(ascii: "'"): return .string(try scanner.string())
        default: return try scanner.scalar()
        }
    }

    private mutating func list(depth: Int, name: [GoString]) throws(GoError) -> GoValue {
        scanner.advance()
        var elements: [GoValue] = []
        while true {
            scanner.skipLines()
            if scanner.take(UInt8(ascii: "]")) { return .list(elements) }
            if scanner.byte == UInt8(ascii: ",") { throw scanner.failure("unexpected comma") }
            elements.append(try value(depth: depth + 1, name: name))
            scanner.skipLines()
            if scanner.take(UInt8(ascii: ",")) { continue }
            guard scanner.take(UInt8(ascii: "]")) else {
                throw scanner.failure(
                    "expected a comma (',') or array terminator (']'), but got \(scanner.plainNext)")
            }
            return .list(elements)
        }
    }

    private mutating func inlineTable(depth: Int, name: [GoString]) throws(GoError) -> GoValue {
        scanner.advance()
        let map = GoMap()
        origins[ObjectIdentifier(map)] = .explicit
        while true {
            scanner.skipLines()
            if scanner.take(UInt8(ascii: "}")) { return .map(map) }
            if scanner.byte == UInt8(ascii: ",") { throw scanner.failure("unexpected comma") }
            try pair(into: map, depth: depth + 1, name: name)
            scanner.skipLines()
            if scanner.take(UInt8(ascii: ",")) { continue }
            guard scanner.take(UInt8(ascii: "}")) else {
                throw scanner.failure(
                    "expected a comma or an inline table terminator '}', but got \(scanner.plainNext) instead")
            }
            return .map(map)
        }
    }
}
