internal import GitOpsAPI
package import Probing

/// How far a controller reaches.
package enum Reach: Sendable, Hashable {
    case cluster
    /// Looks at the resources of one namespace; what those apply may be anywhere.
    case resources(in: String)
    /// Looks at nothing, and applies nothing, outside of one namespace.
    case confined(to: String)

    /// The namespace whose resources are looked at; nil for all.
    var namespace: String? {
        switch self {
        case .cluster: nil
        case .resources(let namespace), .confined(let namespace): namespace
        }
    }

    /// The namespace that is not left; nil where there is none.
    var confinement: String? {
        if case .confined(let namespace) = self { namespace } else { nil }
    }
}

/// What whoever runs the controller decides, for all resources.
package struct Settings: Sendable {
    package var reach: Reach
    /// Whether a resource may name a repository or a dependency in another namespace.
    package var allowCrossNamespace: Bool
    /// Whether kustomizations may name directories of other repositories, and charts to fetch.
    package var allowRemoteBases: Bool
    /// Whether applications that name no service account may apply resources of our own group, which direct others.
    package var allowAppOfApps: Bool
    /// As whom applications are applied.
    package var accounts: Accounts
    /// How much may be kept for the applications of a namespace.
    package var keptBytes: Int
    /// How many resources of a kind are worked on at once.
    package var concurrency: Int
    /// The name of this installation: two in one cluster leave each other's objects alone.
    package var installation: String
    /// Names the process in events.
    package var instance: String
    /// The namespace in which the controller keeps what is its own.
    package var home: String
    /// Which hosts checks may ask; none unless it is said.
    package var checkHosts = HostRules([])
    /// The ConfigMap in that namespace that has prices, where there is one.
    package var priceTable = Settings.usualPriceTable

    package static let usualPriceTable = "martlet-prices"

    package init(
        reach: Reach, allowCrossNamespace: Bool, allowRemoteBases: Bool, allowAppOfApps: Bool,
        accounts: Accounts, keptBytes: Int, concurrency: Int, installation: String, instance: String, home: String
    ) {
        self.reach = reach
        self.allowCrossNamespace = allowCrossNamespace
        self.allowRemoteBases = allowRemoteBases
        self.allowAppOfApps = allowAppOfApps
        self.accounts = accounts
        self.keptBytes = keptBytes
        self.concurrency = concurrency
        self.installation = installation
        self.instance = instance
        self.home = home
    }

    /// Owns the fields that this installation applies. Every installation has its own, so that a server tells one when it
    /// is about to change what is another's; see docs/decisions/0006-installations-do-not-force.md.
    var fieldManager: String { APIGroup.fieldManager(installation: installation) }
}
