package import Documents

extension GitOpsDeployment {
    /// What was kept of what a deployment has deleted or replaced, so that it can be brought back.
    package struct Kept: Sendable, Hashable {
        package var count: Int
        /// As `KIND/NAMESPACE/NAME`: the first of them.
        package var objects: [String]

        package static let objectLimit = 50

        /// - Parameter objects: all of them.
        package init(_ objects: [String]) {
            count = objects.count
            self.objects = Array(objects.prefix(Self.objectLimit))
        }
    }
}

extension GitOpsDeployment.Kept: Recorded {
    static let record = Record(
        Self([]), "What was kept of what it has deleted or replaced; `kubectl martlet restore` brings it back.",
        [
            .required("count", \.count, "How many objects that are.", .number(from: 0)),
            .optional(
                "objects", \.objects, "The first of them.", .count(atMost: objectLimit),
                .elements("An object, as `KIND/NAMESPACE/NAME`.")),
        ])

    /// As it is written by itself.
    package var value: Value { fieldValue }
}
