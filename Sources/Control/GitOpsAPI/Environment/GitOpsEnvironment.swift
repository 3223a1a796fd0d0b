package import Documents
package import KubeModel

/// A part of the cluster with rules of its own: of the whole cluster.
package struct GitOpsEnvironment: Sendable, Hashable {
    package static let kind = "GitOpsEnvironment"
    package static let resource = APIGroup.resource(kind, plural: "gitopsenvironments", isNamespaced: false)

    package var metadata: ResourceMetadata
    /// A failure where the schema could not keep out what is no spec.
    package var spec: Result<Spec, APIError>
    package var status: Status

    /// Reads a whole object. Throws only where there is nothing to work with at all.
    package init(_ object: Value) throws(APIError) {
        metadata = try ResourceMetadata(object)
        spec = Result { () throws(APIError) in try Spec.record.read(object["spec"], at: "spec") }
        status = Status(object["status"])
    }

    /// What belongs to it, and what holds there.
    package struct Spec: Sendable, Hashable {
        package var destinations = Destinations()
        package var promotionKey = Spec.usualPromotionKey
        package var rules = Rules()

        package init() {}

        package static let usualPromotionKey = "app.kubernetes.io/name"
    }

    /// What belongs to it.
    package struct Destinations: Sendable, Hashable {
        /// Nil for no namespace.
        package var namespaces: NamespaceSelector?
        package var clusterScoped = false
    }

    /// What holds there. The file in a repository says the same, and adds to it.
    package struct Rules: Sendable, Hashable {
        /// Environments where a revision has to have been first.
        package var after: [String] = []
        /// For how long.
        package var soak = APIDuration.seconds(0)
        package var approval = Approval()
        package var checks = Checks()
        package var backup: Backup?
        package var onFailure = GitOpsApplication.HealthPolicy.OnFailure.ignore
        /// 0 for any number.
        package var maxConcurrent = 0

        package init() {}
    }

    /// What it takes for a plan to pass.
    package struct Approval: Sendable, Hashable {
        package var rules: [Rule] = []
        package static let ruleLimit = 20
    }

    /// One demand, on plans from some impact on.
    package struct Rule: Sendable, Hashable {
        package var impactAtLeast = GitOpsApplication.PendingPlan.Impact.low
        /// Of money a month, in the currency of the prices; nil for any.
        package var costAtLeast: Int?
        /// In per cent; nil for any.
        package var failureRateAtLeast: Int?
        package var count = 1
        package var groups: [String] = []
        package var preventSelfApproval = false
        package var expires = APIDuration.hours(24)
    }

    /// A Job before anything is applied.
    package struct Backup: Sendable, Hashable {
        package var impactAtLeast = GitOpsApplication.PendingPlan.Impact.low
        package var job = JobCheck()
        package var timeout = APIDuration.minutes(30)
    }

    /// What was found.
    package struct Status: Sendable, Hashable {
        package var observedGeneration: Int?
        /// How many applications belong to it.
        package var applications: Int?
        /// How many of them wait for something that it asks for.
        package var waiting: Int?
        package var conditions = Conditions()
    }
}
