package import Documents
package import KubeModel

/// What is to be in the cluster: a folder of a repository, and how it gets and stays there.
package struct GitOpsApplication: Sendable, Hashable {
    package static let kind = "GitOpsApplication"
    package static let resource = APIGroup.resource(kind, plural: "gitopsapplications")

    package var metadata: ResourceMetadata
    /// A failure where the schema could not keep out what is no spec. The resource itself is still there: it has a
    /// status to say so in, objects that it owns, and a finalizer to take off.
    package var spec: Result<Spec, APIError>
    /// Known even where the spec as a whole is not readable: deleting must work then too.
    package var deletionPolicy: DeletionPolicy
    package var status: Status

    package init(
        metadata: ResourceMetadata, spec: Result<Spec, APIError>, deletionPolicy: DeletionPolicy, status: Status
    ) {
        self.metadata = metadata
        self.spec = spec
        self.deletionPolicy = deletionPolicy
        self.status = status
    }

    /// Reads a whole object. Throws only where there is nothing to work with at all.
    package init(_ object: Value) throws(APIError) {
        metadata = try ResourceMetadata(object)
        spec = Result { () throws(APIError) in try Spec(object["spec"]) }
        // What cannot be read is not taken for permission to delete.
        let policy = object.at("spec", "deletionPolicy") ?? .null
        deletionPolicy = policy.isNull ? Defaults.deletionPolicy : policy.string.flatMap(DeletionPolicy.init) ?? .orphan
        status = Status(object["status"])
    }

    /// What happens to the objects when the application goes.
    package enum DeletionPolicy: String, Sendable, Hashable, CaseIterable {
        case delete = "Delete"
        case orphan = "Orphan"
    }

    enum Defaults {
        static let resync = APIDuration.hours(1)
        static let chartInterval = APIDuration.minutes(10)
        static let retryLimit = 5
        static let backoffInitial = APIDuration.seconds(5)
        static let backoffFactor = 2
        static let backoffMaximum = APIDuration.minutes(3)
        static let healthTimeout = APIDuration.minutes(10)
        static let healthOnFailure = HealthPolicy.OnFailure.ignore
        static let deletionPolicy = DeletionPolicy.delete
        static let historyLimit = 10
    }
}
