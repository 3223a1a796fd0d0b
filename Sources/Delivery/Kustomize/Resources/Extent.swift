import Documents

/// How much values hold: how many they are, and how many bytes their keys and texts have.
struct Extent {
    var values = 0
    var texts = 0

    static func + (left: Extent, right: Extent) -> Extent {
        Extent(values: left.values + right.values, texts: left.texts + right.texts)
    }

    static func - (left: Extent, right: Extent) -> Extent {
        Extent(values: left.values - right.values, texts: left.texts - right.texts)
    }
}

/// Counts what a value holds, and stops at a bound: parts that are shared may come to more than could ever be walked.
struct ExtentCount {
    enum Excess: Error {
        case depth
        case size
    }

    private var valuesLeft: Int
    private var textsLeft: Int
    private let depth: Int

    init(valuesLeft: Int, textsLeft: Int, depth: Int) {
        self.valuesLeft = valuesLeft
        self.textsLeft = textsLeft
        self.depth = depth
    }

    /// `level` says how many lists and mappings the value is in.
    mutating func callAsFunction(_ value: Value, below level: Int) throws(Excess) -> Extent {
        let before = Extent(values: valuesLeft, texts: textsLeft)
        try add(value, level)
        return before - Extent(values: valuesLeft, texts: textsLeft)
    }

    private mutating func add(_ value: Value, _ level: Int) throws(Excess) {
        valuesLeft -= 1
        guard valuesLeft >= 0 else { throw .size }
        switch value {
        case .string(let text): try add(text)
        case .array(let elements):
            guard level < depth else { throw .depth }
            for element in elements { try add(element, level + 1) }
        case .object(let members):
            guard level < depth else { throw .depth }
            for (key, member) in members {
                try add(key)
                try add(member, level + 1)
            }
        default: return
        }
    }

    private mutating func add(_ text: String) throws(Excess) {
        textsLeft -= text.utf8.count
        guard textsLeft >= 0 else { throw .size }
    }
}
