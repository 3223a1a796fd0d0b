internal import Documents

/// How the server tells the elements of a list apart, as the sets of fields have it.
struct ElementKeys {
    /// The names of the keys; empty where elements are their own keys.
    private var names: Set<String> = []
    /// What stands for each element in the sets.
    private(set) var fields: [Int: String] = [:]

    init(_ sets: [Object], in elements: [Value]) {
        for field in Set(sets.flatMap(\.keys)) where field != "." {
            if field.hasPrefix("k:"), let keys = (try? JSON.parse(String(field.dropFirst(2)), limits: .file))?.object {
                names.formUnion(keys.keys)
            }
            let (token, value) = OwnedFields.step(field, in: .array(elements))
            if value != nil, let index = Int(token) { fields[index] = field }
        }
    }

    /// Whether an element of a manifest, in which keys may be left to the server, is the same as a live one.
    func agree(_ element: Value, _ live: Value) -> Bool {
        guard !names.isEmpty else { return element == live }
        let given = names.filter { element[$0] != nil }
        return !given.isEmpty && given.allSatisfy { element[$0] == live[$0] }
    }
}

/// Which elements of two lists are the same, where the server does not say: those of the same name; or those at the same places,
/// where the lists are of one length; or those of which one has all that the other has.
struct ElementPairs {
    /// The place in the second list, for each of the first.
    private(set) var matches: [Int?] = []

    init(_ first: [Value], _ second: [Value]) {
        if let names = ElementPairs.names(first), let others = ElementPairs.names(second) {
            matches = names.map { others.firstIndex(of: $0) }
        } else if first.count == second.count {
            matches = Array(second.indices)
        } else {
            var next = 0
            for element in first {
                let match = second.indices.dropFirst(next).first { ElementPairs.holds(second[$0], element) }
                matches.append(match)
                if let match { next = match + 1 }
            }
        }
    }

    private static func names(_ elements: [Value]) -> [String]? {
        let names = elements.compactMap { $0["name"]?.string }
        return names.count == elements.count && Set(names).count == names.count ? names : nil
    }

    private static func holds(_ whole: Value, _ part: Value) -> Bool {
        switch (whole, part) {
        case (.object(let whole), .object(let part)):
            part.allSatisfy { name, value in whole[name].map { holds($0, value) } ?? false }
        case (.array(let whole), .array(let part)):
            whole.count == part.count && zip(whole, part).allSatisfy { holds($0, $1) }
        default: whole == part
        }
    }
}
