internal import Documents

/// JSON patches (RFC 6902) on `metadata.finalizers`. Each begins with tests, so that the server refuses it where the
/// object is another one of the same name, or its finalizers are not what the patch was made for.
enum FinalizerPatch {
    /// Nil where the object has the finalizer.
    static func adding(_ finalizer: String, to object: Value) -> Value? {
        let present = finalizers(of: object)
        guard !present.contains(finalizer) else { return nil }
        let added: Value =
            present.isEmpty
            ? ["op": "add", "path": "/metadata/finalizers", "value": [.string(finalizer)]]
            : ["op": "add", "path": "/metadata/finalizers/-", "value": .string(finalizer)]
        let before: Value = present.isEmpty ? .null : .array(present.map(Value.string))
        return .array(sameObject(object) + [test("/metadata/finalizers", before), added])
    }

    /// Nil where the object does not have the finalizer.
    static func removing(_ finalizer: String, from object: Value) -> Value? {
        guard let index = finalizers(of: object).firstIndex(of: finalizer) else { return nil }
        let path = "/metadata/finalizers/\(index)"
        return .array(
            sameObject(object) + [
                test(path, .string(finalizer)), ["op": "remove", "path": .string(path)],
            ])
    }

    private static func finalizers(of object: Value) -> [String] {
        (object.at("metadata", "finalizers")?.array ?? []).compactMap(\.string)
    }

    private static func sameObject(_ object: Value) -> [Value] {
        object.at("metadata", "uid").map { [test("/metadata/uid", $0)] } ?? []
    }

    private static func test(_ path: String, _ value: Value) -> Value {
        ["op": "test", "path": .string(path), "value": value]
    }
}
