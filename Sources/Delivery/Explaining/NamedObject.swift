package import Documents

/// An object as people name it: `deployment/web`, `deploy/web`, `deployments.apps/web`, `cm/shop/web`.
package struct NamedObject: Sendable, Hashable, CustomStringConvertible {
    /// As `kubectl` takes it.
    package let kind: String
    /// Nil where none is named.
    private let namespace: String?
    package let name: String

    /// Nil where the text is neither KIND/NAME nor KIND/NAMESPACE/NAME.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2 || parts.count == 3, parts.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 253 }) else {
            return nil
        }
        kind = parts[0]
        namespace = parts.count == 3 ? parts[1] : nil
        name = parts[parts.count - 1]
    }

    package var description: String { ([kind] + [namespace, name].compactMap(\.self)).joined(separator: "/").visible }

    /// - Parameter known: the kind as the server has it; nil where it knows none of that name, or is not asked. Then the kind is
    ///   meant literally, perhaps with its group behind a dot.
    package func isMeant(_ id: ObjectID, _ known: GroupVersionKind?) -> Bool {
        guard id.name == name, namespace.map({ $0 == id.namespace }) ?? true else { return false }
        guard let known else {
            return [id.kind, id.groupKind.description].contains { $0.lowercased() == kind.lowercased() }
        }
        return known.kind == id.kind && known.group == id.group
    }
}
