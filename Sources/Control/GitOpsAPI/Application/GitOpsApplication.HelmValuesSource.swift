internal import Documents

extension GitOpsApplication {
    /// An object in the application's namespace of which one entry holds values of a chart.
    package struct HelmValuesSource: Sendable, Hashable {
        package static let defaultKey = "values.yaml"

        package var object: VariableSource
        /// The entry of the object's data.
        package var valuesKey: String
        /// Where the entry is one value and not a file of values: its path, as `--set` takes it.
        package var targetPath: String
        /// Whether the value at `targetPath` is a text as it stands.
        package var literal: Bool

        package init(object: VariableSource, valuesKey: String, targetPath: String, literal: Bool) {
            self.object = object
            self.valuesKey = valuesKey
            self.targetPath = targetPath
            self.literal = literal
        }
    }
}

extension GitOpsApplication.HelmValuesSource: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        object = try GitOpsApplication.VariableSource(fields)
        valuesKey = try fields.string("valuesKey")?.nonEmpty ?? Self.defaultKey
        targetPath = try fields.string("targetPath") ?? ""
        literal = try fields.bool("literal") ?? false
    }

    /// As it stands in a manifest.
    var fieldValue: Value {
        .fields([
            "kind": .string(object.kind), "name": .string(object.name), "valuesKey": .string(valuesKey),
            "targetPath": targetPath.nonEmpty.map(Value.string), "literal": .bool(literal),
            "optional": .bool(object.optional),
        ])
    }
}
