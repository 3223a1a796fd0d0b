extension GitOpsApplication {
    /// An object in the application's namespace of which one entry holds values of a chart.
    package struct HelmValuesSource: Sendable, Hashable {
        package var object = VariableSource()
        /// The entry of the object's data.
        package var valuesKey = "values.yaml"
        /// Where the entry is one value and not a file of values: its path, as `--set` takes it.
        package var targetPath = ""
        /// Whether the value at `targetPath` is a text as it stands.
        package var literal = false
    }
}

extension GitOpsApplication.HelmValuesSource: Recorded {
    static let record = Record(
        Self(), "One of them.",
        [
            .required("kind", \.object.kind, "Its kind."),
            .required("name", \.object.name, "Its name.", .objectName),
            .defaulted(
                "valuesKey", \.valuesKey, "The entry of its data that is meant.", .length(atLeast: 1, atMost: 253),
                .emptyIsNone),
            .optional(
                "targetPath", \.targetPath,
                """
                The path of a value, such as `database.password`: the entry is this one value then, read as `--set` \
                reads it, or a text where it stands in quotes. Without it, the entry is a file of values.
                """, .length(atMost: 250)),
            .defaulted(
                "literal", \.literal, "Whether the value at `targetPath` is a text, character for character."),
            .defaulted("optional", \.object.optional, "Whether it is no error that the object does not exist."),
        ])
}
