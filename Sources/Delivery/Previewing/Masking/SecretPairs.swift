internal import Documents

/// What is secret in one state of an object is taken for secret in the other: there it may be what the secret was before, which
/// nobody can know any more.
struct SecretPairs {
    private static let deepest = 96

    /// One state as it is, and without what is known to be secret.
    struct State {
        var plain: Value
        var masked: Value

        fileprivate var isHidden: Bool { plain != masked }
    }

    let digest: (ArraySlice<UInt8>) -> String

    /// Both states, without what is secret in either.
    func hiding(_ before: State, _ after: State, depth: Int = 0) -> (before: Value, after: Value) {
        guard before.isHidden || after.isHidden, depth < Self.deepest else { return (before.masked, after.masked) }
        switch (before.masked, after.masked) {
        case (.object(var old), .object(var new)):
            for (name, value) in old {
                guard let other = new[name], let plain = before.plain[name], let otherPlain = after.plain[name] else {
                    continue
                }
                (old[name], new[name]) = hiding(
                    State(plain: plain, masked: value), State(plain: otherPlain, masked: other), depth: depth + 1)
            }
            return (.object(old), .object(new))
        case (.array(var old), .array(var new)):
            let places = Self.places(before.plain.array ?? [], after.plain.array ?? [])
            for (index, other) in places where index < old.count && other < new.count {
                guard let plain = before.plain[index], let otherPlain = after.plain[other] else { continue }
                (old[index], new[other]) = hiding(
                    State(plain: plain, masked: old[index]), State(plain: otherPlain, masked: new[other]),
                    depth: depth + 1)
            }
            return (.array(old), .array(new))
        default: return (hidden(before), hidden(after))
        }
    }

    private func hidden(_ state: State) -> Value {
        guard !state.isHidden, !state.plain.isNull else { return state.masked }
        let content = state.plain.string.map { Array($0.utf8) } ?? state.plain.jsonBytes(sortedKeys: true)
        return .string(digest(content[...]))
    }

    /// Which elements of two lists are the same one: by name, where they have any, and else by place.
    private static func places(_ before: [Value], _ after: [Value]) -> [(Int, Int)] {
        let names = Dictionary(
            after.enumerated().compactMap { index, value in value.elementName.map { ($0, index) } }
        ) { first, _ in first }
        guard !names.isEmpty else { return zip(before.indices, after.indices).map { ($0, $1) } }
        return before.enumerated().compactMap { index, value in
            value.elementName.flatMap { names[$0] }.map { (index, $0) }
        }
    }
}

extension Value {
    fileprivate var elementName: String? { self["name"]?.string }
}
