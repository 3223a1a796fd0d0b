package import Documents

/// A template of `kubectl -o jsonpath=…`: texts, and paths in braces.
///
/// Paths have fields, indices, slices, unions of indices, `*`, `..`, filters that compare a path with a text, a number, true
/// or false, and `range` with `end`. Source: https://kubernetes.io/docs/reference/kubectl/jsonpath/
package struct JSONPathTemplate: Sendable, Hashable {
    indirect enum Piece: Sendable, Hashable {
        case text(String)
        case path([Step])
        case range([Step], [Piece])
    }

    enum Step: Sendable, Hashable {
        case field(String)
        case index(Int)
        case indices([Int])
        case slice(from: Int?, to: Int?, by: Int)
        case all
        case descendants
        case filter(Filter)
    }

    struct Filter: Sendable, Hashable {
        enum Comparison: String, Sendable, CaseIterable {
            case equal = "=="
            case different = "!="
            case atMost = "<="
            case atLeast = ">="
            case less = "<"
            case more = ">"
        }

        var path: [Step]
        /// Nil: whether there is such a value at all.
        var comparison: Comparison?
        var operand: Value = .null
    }

    let pieces: [Piece]

    /// The longest that anybody would type.
    static let limit = 4_096

    /// - Throws: a sentence that says where it is wrong.
    package init(_ text: String) throws(CommandError) {
        guard text.utf8.count <= Self.limit else {
            throw CommandError(.usage, "a jsonpath of more than \(Self.limit) bytes")
        }
        var reader = JSONPathReader(text)
        pieces = try reader.template()
    }

    /// What it comes to for a value.
    package func text(of value: Value) -> String { Self.text(pieces, value) }

    private static func text(_ pieces: [Piece], _ value: Value) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let text): text
            case .path(let steps): found(steps, in: value).map(written).joined(separator: " ")
            case .range(let steps, let inner): found(steps, in: value).map { text(inner, $0) }.joined()
            }
        }.joined()
    }

    private static func written(_ value: Value) -> String {
        switch value {
        case .string(let text): text
        case .null: "<nil>"
        default: value.json()
        }
    }

    /// The most values that a path may come to, of one object.
    private static let most = 100_000

    static func found(_ steps: [Step], in value: Value) -> [Value] {
        steps.reduce([value]) { values, step in Array(values.flatMap { apply(step, $0) }.prefix(most)) }
    }

    private static func apply(_ step: Step, _ value: Value) -> [Value] {
        switch step {
        case .field(let name): value[name].map { [$0] } ?? []
        case .index(let index): value.array.flatMap { $0.element(index) }.map { [$0] } ?? []
        case .indices(let indices): indices.compactMap { value.array?.element($0) }
        case .slice(let from, let to, let by): value.array?.slice(from, to, by) ?? []
        case .all: children(value)
        case .descendants: descendants(value)
        case .filter(let filter): children(value).filter(filter.holds)
        }
    }

    private static func children(_ value: Value) -> [Value] { value.array ?? value.object?.values ?? [] }

    private static func descendants(_ value: Value) -> [Value] { [value] + children(value).flatMap(descendants) }
}

extension [Value] {
    /// Negative: from the end.
    fileprivate func element(_ index: Int) -> Value? {
        let place = index < 0 ? count + index : index
        return indices.contains(place) ? self[place] : nil
    }

    fileprivate func slice(_ from: Int?, _ to: Int?, _ by: Int) -> [Value] {
        func place(_ index: Int) -> Int { Swift.min(count, Swift.max(0, index < 0 ? count + index : index)) }
        let (first, last) = (place(from ?? 0), place(to ?? count))
        return first < last ? stride(from: first, to: last, by: by).map { self[$0] } : []
    }
}

extension JSONPathTemplate.Filter {
    fileprivate func holds(_ value: Value) -> Bool {
        guard let found = JSONPathTemplate.found(path, in: value).first else { return comparison == .different }
        guard let comparison else { return true }
        if let left = found.double, let right = operand.double { return compare(left, right, comparison) }
        if let left = found.string, let right = operand.string { return compare(left, right, comparison) }
        return (found == operand) == (comparison == .equal) && (comparison == .equal || comparison == .different)
    }

    private func compare<Operand: Comparable>(_ left: Operand, _ right: Operand, _ by: Comparison) -> Bool {
        switch by {
        case .equal: left == right
        case .different: left != right
        case .atMost: left <= right
        case .atLeast: left >= right
        case .less: left < right
        case .more: left > right
        }
    }
}
