package import Documents

/// What kustomize tells objects apart by: group, version and kind, namespace and name.
///
/// Two ids are the same object's where `isSame` says so: an empty namespace and `default` are one, and so are all
/// namespaces of a kind without any. Equality is of the parts as written.
package struct ResourceID: Sendable, Hashable, CustomStringConvertible {
    /// What stands for the namespace of a kind that has none.
    static let noNamespace = "_non_namespaceable_"

    package var group: String
    package var version: String
    package var kind: String
    /// As written; empty where none is.
    package var namespace: String
    package var name: String
    /// Whether the kind is known to have no namespaces. False for ids of the past, as in kustomize: theirs say it by
    /// their namespace.
    package var isClusterScoped: Bool

    package init(
        group: String = "", version: String = "", kind: String = "", namespace: String = "", name: String = "",
        isClusterScoped: Bool = false
    ) {
        self.group = group
        self.version = version
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.isClusterScoped = isClusterScoped
    }

    package var gvk: GroupVersionKind { GroupVersionKind(group: group, version: version, kind: kind) }

    /// The namespace that counts: `default` for none, and one name for all kinds that have no namespaces.
    package var effectiveNamespace: String {
        if isClusterScoped { return ResourceID.noNamespace }
        return namespace.isEmpty ? "default" : namespace
    }

    /// Whether both name one object: the API's version makes no difference.
    package func isSame(as other: ResourceID) -> Bool { key == other.key }

    /// Whether they differ in nothing but the namespace.
    package func isSameKindAndName(as other: ResourceID) -> Bool { gvk == other.gvk && name == other.name }

    /// What two ids of the same object have in common.
    var key: Key { Key(gvk: gvk, namespace: effectiveNamespace, name: name) }

    struct Key: Hashable {
        var gvk: GroupVersionKind
        var namespace: String
        var name: String
    }

    /// Whether group, version and kind are those of a selector; what is empty there fits anything.
    package func isSelected(group: String, version: String, kind: String) -> Bool {
        (group.isEmpty || group == self.group) && (version.isEmpty || version == self.version)
            && (kind.isEmpty || kind == self.kind)
    }

    /// `Deployment.v1.apps/web.shop`, as kustomize writes it in messages and in `refBy`.
    package var description: String {
        "\(ResourceID.text(of: gvk))/\(name.isEmpty ? "[noName]" : name).\(namespace.isEmpty ? "[noNs]" : namespace)"
    }

    static func text(of gvk: GroupVersionKind) -> String {
        [
            gvk.kind.isEmpty ? "[noKind]" : gvk.kind, gvk.version.isEmpty ? "[noVer]" : gvk.version,
            gvk.group.isEmpty ? "[noGrp]" : gvk.group,
        ].joined(separator: ".")
    }
}

extension GroupVersionKind {
    /// As kustomize splits an apiVersion: at the first slash.
    init(splitting apiVersion: String, kind: String) {
        guard let slash = apiVersion.utf8.firstIndex(of: UInt8(ascii: "/")) else {
            self.init(group: "", version: apiVersion, kind: kind)
            return
        }
        self.init(
            group: String(apiVersion[..<slash]), version: String(apiVersion[apiVersion.index(after: slash)...]),
            kind: kind)
    }
}
