import Documents

/// What an object was called before, as its annotations say, and what was read from them. They are looked at all the
/// time, grow with each step, and seldom change in between.
struct History: Equatable {
    private(set) var names = ""
    private var namespaces = ""
    private var kinds = ""
    private var apiVersion = ""
    private(set) var ids: [ResourceID] = []

    init() {}

    /// Not read yet.
    init(_ body: Value) {
        guard let annotations = body["metadata"]?["annotations"],
            let names = annotations[BuildAnnotations.previousNames].flatMap(Lexical.text)
        else { return }
        self.names = names
        namespaces = annotations[BuildAnnotations.previousNamespaces].flatMap(Lexical.text) ?? ""
        kinds = annotations[BuildAnnotations.previousKinds].flatMap(Lexical.text) ?? ""
        apiVersion = body.apiVersionText
    }

    /// Whether both were read from the same texts.
    static func == (left: History, right: History) -> Bool {
        left.names == right.names && left.namespaces == right.namespaces && left.kinds == right.kinds
            && left.apiVersion == right.apiVersion
    }

    func read() -> History {
        var result = self
        let gvk = GroupVersionKind(splitting: apiVersion, kind: "")
        let places = zip(History.list(namespaces), History.list(kinds))
        result.ids = zip(History.list(names), places).map { name, place in
            ResourceID(group: gvk.group, version: gvk.version, kind: place.1, namespace: place.0, name: name)
        }
        return result
    }

    /// Takes one more entry, which stands in the texts already, where all but that is known.
    mutating func append(_ id: ResourceID, in new: History) {
        let parts = [id.name, id.effectiveNamespace, id.kind]
        let isOnePart = parts.allSatisfy { !$0.isEmpty && !$0.utf8.contains(UInt8(ascii: ",")) }
        guard new.apiVersion == apiVersion, !ids.isEmpty, isEven, isOnePart else { return self = new.read() }
        (names, namespaces, kinds) = (new.names, new.namespaces, new.kinds)
        ids.append(
            ResourceID(
                group: id.group, version: id.version, kind: id.kind, namespace: id.effectiveNamespace, name: id.name))
    }

    /// Whether every entry has all its parts.
    private var isEven: Bool {
        [names, namespaces, kinds].allSatisfy { $0.utf8.count { $0 == UInt8(ascii: ",") } == ids.count - 1 }
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
}
