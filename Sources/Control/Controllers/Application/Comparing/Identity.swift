internal import Applying
internal import Documents
internal import GitOpsAPI
internal import KubeModel
internal import Sourcing

/// As whom an application is applied, and what that one may not have.
struct Identity: Sendable {
    let settings: Settings
    let application: ObjectKey
    /// What the specification names; nil for none.
    let named: String?
    /// The controller's own namespace; nil where it is in another cluster than the objects.
    private let home: String?

    init(_ spec: GitOpsApplication.Spec, of application: ObjectKey, _ settings: Settings, home: String?) {
        self.settings = settings
        self.home = home
        self.application = application
        named = spec.destination.serviceAccountName
    }

    /// The service account that an application is applied and deleted as.
    var account: ObjectKey { settings.accounts.account(named: named, in: application.namespace) }

    /// Why an application is applied as nobody.
    var problem: Finding? {
        guard account == settings.accounts.own else { return nil }
        return Finding(
            reason: "AccountRefused",
            message:
                "the service account \(account) is the controller's own, and is lent to no application; name "
                + "another one in spec.destination.serviceAccountName")
    }

    /// What is no application's, or not one's that names no account.
    var refusal: @Sendable (ObjectID) -> Refusal? {
        let isShared = settings.accounts.isShared(named)
        let mayDirect = settings.allowAppOfApps || !isShared
        let home = home
        return { id in
            if OwnSecrets.contain(id, home: home) { return .reserved }
            guard id.group == APIGroup.name else { return nil }
            if isShared, Self.administrators.contains(id.kind) { return .administratorsOnly }
            return mayDirect ? nil : .accountRequired
        }
    }

    /// Kinds of ours that bind applications of all namespaces: nobody changes them by a right that all have.
    private static let administrators = Set(
        CustomResource.all.filter { !$0.resource.namespaced }.map(\.kind))
}

extension Refusal {
    static let reserved = Refusal(
        reason: "Reserved",
        message: "is the controller's own, and no application's; take it out of the source, or name it otherwise")
    static let accountRequired = Refusal(
        reason: "AccountRequired",
        message:
            "directs other applications, so it is applied as a service account only that the application names; name one "
            + "in spec.destination.serviceAccountName, or run the controller with --allow-app-of-apps")
    static let administratorsOnly = Refusal(
        reason: accountRequired.reason,
        message:
            "binds applications of all namespaces, so it is applied as a service account only that the application names and "
            + "that may write it; name one in spec.destination.serviceAccountName")
}
