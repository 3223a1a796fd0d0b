internal import Documents

/// How sets of fields name the elements of one list, as Go writes it.
enum ElementNames {
    /// `k:{"name":"web"}`: by these members.
    case keys([String])
    /// `v:"a"`: by themselves.
    case values
    /// `i:1`: by their place, or not at all.
    case places

    /// - Parameter sets: what several hold of the list.
    init(_ sets: Object...) {
        let named = sets.lazy.flatMap { $0.lazy.map(\.key) }.first { $0 != "." } ?? ""
        if named.hasPrefix("k:"), let keys = (try? JSON.parse(String(named.dropFirst(2)), limits: .file))?.object?.keys
        {
            self = .keys(keys)
        } else {
            self = named.hasPrefix("v:") ? .values : .places
        }
    }

    func name(of element: Value, at index: Int) -> String {
        switch self {
        case .keys(let names):
            let keys = Object(
                names.compactMap { name in
                    (element[name] ?? ElementNames.standard[name]).map { (name, $0) }
                })
            return "k:" + String(decoding: Value.object(keys).jsonBytes(sortedKeys: true), as: UTF8.self)
        case .values: return "v:" + element.json()
        case .places: return "i:\(index)"
        }
    }

    /// What a server puts in where a manifest leaves it out.
    private static let standard: [String: Value] = ["protocol": "TCP"]
}
