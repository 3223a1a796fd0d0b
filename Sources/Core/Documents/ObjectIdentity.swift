/// `group/version` and kind of a Kubernetes object; the group is empty for the core.
public struct GroupVersionKind: Sendable, Hashable, CustomStringConvertible {
    public var group: String
    public var version: String
    public var kind: String

    public init(group: String, version: String, kind: String) {
        self.group = group
        self.version = version
        self.kind = kind
    }

    public init(apiVersion: String, kind: String) {
        let parts = apiVersion.split(separator: "/", maxSplits: 1)
        self.init(
            group: parts.count == 2 ? String(parts[0]) : "", version: parts.last.map(String.init) ?? "", kind: kind)
    }

    public var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    public var groupKind: GroupKind { GroupKind(group: group, kind: kind) }
    public var description: String { "\(apiVersion) \(kind)" }
}

/// A kind apart from its version.
public struct GroupKind: Sendable, Hashable, CustomStringConvertible {
    public var group: String
    public var kind: String

    public init(group: String, kind: String) {
        self.group = group
        self.kind = kind
    }

    /// `Deployment.apps`, or `ConfigMap` for the core.
    public var description: String { group.isEmpty ? kind : "\(kind).\(group)" }
}

/// What makes an object the same one through versions of its API: group, kind, namespace and name.
public struct ObjectID: Sendable, Hashable, CustomStringConvertible {
    public var group: String
    public var kind: String
    /// Empty for cluster-scoped objects.
    public var namespace: String
    public var name: String

    public init(group: String, kind: String, namespace: String, name: String) {
        self.group = group
        self.kind = kind
        self.namespace = namespace
        self.name = name
    }

    public var groupKind: GroupKind { GroupKind(group: group, kind: kind) }

    /// `Deployment.apps shop/web`, or `Namespace shop`.
    public var description: String { "\(groupKind) \(namespace.isEmpty ? name : "\(namespace)/\(name)")" }
}

/// Namespace and name: what tells objects of one kind apart, and what work queues hold.
public struct ObjectKey: Sendable, Hashable, Comparable, CustomStringConvertible {
    public var namespace: String
    public var name: String

    public init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
    }

    /// `namespace/name`; nil where the text has not exactly one slash with something on both sides.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        self.init(namespace: String(parts[0]), name: String(parts[1]))
    }

    public var description: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }

    public static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        (left.namespace, left.name) < (right.namespace, right.name)
    }
}

extension Value {
    public var apiVersion: String? { self["apiVersion"]?.string }
    public var kind: String? { self["kind"]?.string }
    public var name: String? { at("metadata", "name")?.string }
    public var namespace: String? { at("metadata", "namespace")?.string }

    public var groupVersionKind: GroupVersionKind? {
        guard let apiVersion, let kind else { return nil }
        return GroupVersionKind(apiVersion: apiVersion, kind: kind)
    }

    /// Nil where the value has no apiVersion, kind or name, and so is no object of Kubernetes.
    public var objectID: ObjectID? {
        guard let gvk = groupVersionKind, let name else { return nil }
        return ObjectID(group: gvk.group, kind: gvk.kind, namespace: namespace ?? "", name: name)
    }

    /// An annotation's text; nil where it is absent, or is no text.
    public func annotation(_ key: String) -> String? { at("metadata", "annotations", key)?.string }
    /// A label's text; nil where it is absent, or is no text.
    public func label(_ key: String) -> String? { at("metadata", "labels", key)?.string }
}
