internal import Documents
internal import GoRegexp
internal import GoValues

/// What an expression comes to: a value, and where it is.
struct JQItem {
    /// Nil where the value was made, or where it is does not matter.
    var path: [String]?
    var value: Value

    /// The same, of which nobody wants to know where it is.
    var bare: JQItem { JQItem(path: nil, value: value) }

    func member(_ name: String) -> JQItem? {
        switch value {
        case .object(let object): at(name, object[name] ?? .null)
        case .null: at(name, .null)
        default: nil
        }
    }

    func element(_ index: Int) -> JQItem? {
        switch value {
        case .array(let elements):
            if index < 0 {
                elements.indices.contains(elements.count + index) ? element(elements.count + index) : nil
            } else {
                at(String(index), elements.indices.contains(index) ? elements[index] : .null)
            }
        case .null: index < 0 ? nil : at(String(index), .null)
        default: nil
        }
    }

    var elements: [JQItem] {
        switch value {
        case .object(let object): object.map { at($0.key, $0.value) }
        case .array(let elements): elements.enumerated().map { at(String($0.offset), $0.element) }
        default: []
        }
    }

    private func at(_ token: String, _ value: Value) -> JQItem { JQItem(path: path.map { $0 + [token] }, value: value) }
}

/// The work that expressions may make of one document, all together.
package final class JQWork {
    /// A step takes a fraction of a microsecond. All containers of a large Deployment take some hundred.
    package static let limit = 100_000

    /// To compile a regular expression takes so many steps' time.
    private static let compilation = 200

    private var left: Int
    private var compiled: [String: GoRegexp] = [:]

    package init(limit: Int) { left = limit }

    func spend(_ steps: Int) throws(JQError) {
        left -= steps
        guard left >= 0 else {
            throw JQError("takes too much work on this object; name fewer fields, or be more precise")
        }
    }

    func compiled(_ expression: String) throws(JQError) -> GoRegexp? {
        if let known = compiled[expression] { return known }
        try spend(JQWork.compilation)
        let made = try? GoRegexp.compiled(GoString(expression))
        compiled[expression] = made
        return made
    }

    func run(_ node: JQNode, on item: JQItem) throws(JQError) -> [JQItem] {
        try spend(1)
        switch node {
        case .identity: return [item]
        case .recursion: return try descendants(of: item)
        case .empty: return []
        case .literal(let value): return [JQItem(path: nil, value: value)]
        case .field(let base, let name): return try run(base, on: item).compactMap { $0.member(name) }
        case .element(let base, let key): return try elements(base, key, item)
        case .elements(let base):
            var found: [JQItem] = []
            for list in try run(base, on: item) {
                let elements = list.elements
                try spend(elements.count)
                found += elements
            }
            return found
        case .pipe(let first, let second):
            var found: [JQItem] = []
            for one in try run(first, on: item) { found += try run(second, on: one) }
            return found
        case .comma(let first, let second): return try run(first, on: item) + run(second, on: item)
        case .alternative(let first, let second):
            let found = try run(first, on: item).filter(\.value.isTrue)
            return found.isEmpty ? try run(second, on: item) : found
        case .both, .either, .comparison, .call:
            return try values(node, item.bare).map { JQItem(path: nil, value: $0) }
        case .conditional(let condition, let then, let otherwise):
            var found: [JQItem] = []
            for holds in try run(condition, on: item.bare) {
                found += try run(holds.value.isTrue ? then : otherwise, on: item)
            }
            return found
        case .select(let condition):
            return try run(condition, on: item.bare).contains(where: \.value.isTrue) ? [item] : []
        case .typed(let types): return types.contains(item.value.typeName) ? [item] : []
        }
    }

    private func descendants(of item: JQItem) throws(JQError) -> [JQItem] {
        try spend(1)
        var found = [item]
        for element in item.elements { found += try descendants(of: element) }
        return found
    }

    private func elements(_ base: JQNode, _ key: JQNode, _ item: JQItem) throws(JQError) -> [JQItem] {
        let keys = try run(key, on: item.bare)
        var found: [JQItem] = []
        for list in try run(base, on: item) {
            try spend(keys.count)
            found += keys.compactMap { key in
                switch key.value {
                case .string(let name): list.member(name)
                case .integer(let index): list.element(index)
                default: nil
                }
            }
        }
        return found
    }

    // MARK: Values

    private func values(_ node: JQNode, _ item: JQItem) throws(JQError) -> [Value] {
        switch node {
        case .both(let first, let second): return try logical(first, second, item, endsWith: false)
        case .either(let first, let second): return try logical(first, second, item, endsWith: true)
        case .comparison(let comparison, let left, let right):
            var found: [Value] = []
            let lefts = try run(left, on: item)
            for right in try run(right, on: item) {
                for left in lefts { found.append(.bool(try holds(comparison, left.value, right.value))) }
            }
            return found
        case .call(let function): return try call(function, item)
        default: return try run(node, on: item).map(\.value)
        }
    }

    private func logical(
        _ first: JQNode, _ second: JQNode, _ item: JQItem, endsWith decisive: Bool
    ) throws(JQError) -> [Value] {
        var found: [Value] = []
        for one in try run(first, on: item) {
            if one.value.isTrue == decisive {
                found.append(.bool(decisive))
            } else {
                for other in try run(second, on: item) { found.append(.bool(other.value.isTrue)) }
            }
        }
        return found
    }
}

extension Value {
    /// What jq takes for true: all but `false` and `null`.
    var isTrue: Bool { self != .null && self != .bool(false) }

    /// As jq's `type` says.
    var typeName: String {
        switch self {
        case .array: "array"
        case .object: "object"
        default: kindName
        }
    }
}
