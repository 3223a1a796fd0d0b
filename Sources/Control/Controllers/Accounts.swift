package import Documents

/// The service accounts that applications are applied, deleted and answered as. None of it happens as the controller.
package struct Accounts: Sendable {
    /// For applications that name none: the account of this name of their own namespace. Nil: `shared`.
    package var fallback: String?
    /// For applications that name none, where there is no `fallback`.
    package var shared: ObjectKey
    /// The controller's own, which is lent to nobody; nil where it works as something else.
    package var own: ObjectKey?

    package init(fallback: String?, shared: ObjectKey, own: ObjectKey?) {
        self.fallback = fallback
        self.shared = shared
        self.own = own
    }

    /// Whether an application that says this is applied as `shared` because it names none.
    func isShared(_ name: String?) -> Bool { (name ?? fallback) == nil }

    /// - Parameter name: what an application of this namespace says.
    func account(named name: String?, in namespace: String) -> ObjectKey {
        guard let name = name ?? fallback else { return shared }
        return ObjectKey(namespace: namespace, name: name)
    }
}

extension Accounts {
    /// Whether a user, as the API server names them, is one of the installation's own accounts.
    func include(_ user: String) -> Bool {
        if let fallback, user.hasPrefix("system:serviceaccount:"), user.hasSuffix(":\(fallback)") { return true }
        return [shared, own].contains { account in
            account.map { user == "system:serviceaccount:\($0.namespace):\($0.name)" } ?? false
        }
    }
}
