import Documents

/// One of `configMapGenerator` or `secretGenerator`.
struct GeneratorArguments {
    var name: String
    var namespace: String
    var behavior: Resource.Behavior
    var literals: [String]
    var files: [String]
    var environmentFiles: [String]
    /// Of a Secret; empty for `Opaque`.
    var type: String
    var options: GeneratorOptions?

    init(_ fields: inout FieldReader, isSecret: Bool) throws(KustomizeError) {
        name = try fields.string("name")
        namespace = try fields.string("namespace")
        behavior = Resource.Behavior(rawValue: try fields.string("behavior")) ?? .unspecified
        literals = try fields.strings("literals")
        files = try fields.strings("files")
        environmentFiles = try fields.strings("envs")
        let environmentFile = try fields.string("env")
        if !environmentFile.isEmpty { environmentFiles.append(environmentFile) }
        type = isSecret ? try fields.string("type") : ""
        options = try fields.record("options") { options throws(KustomizeError) in try GeneratorOptions(&options) }
    }
}

/// `generatorOptions`, or `options` of one generator.
struct GeneratorOptions {
    var labels: [String: String]
    var annotations: [String: String]
    var disableNameSuffixHash: Bool
    var immutable: Bool

    init(_ fields: inout FieldReader) throws(KustomizeError) {
        labels = try fields.texts("labels") ?? [:]
        annotations = try fields.texts("annotations") ?? [:]
        disableNameSuffixHash = try fields.bool("disableNameSuffixHash")
        immutable = try fields.bool("immutable")
    }

    /// One generator's options with those that hold for all; its own win.
    static func merged(_ own: GeneratorOptions?, with global: GeneratorOptions?) -> GeneratorOptions? {
        guard let global else { return own }
        guard var own else { return global }
        own.labels.merge(global.labels) { own, _ in own }
        own.annotations.merge(global.annotations) { own, _ in own }
        own.disableNameSuffixHash = own.disableNameSuffixHash || global.disableNameSuffixHash
        own.immutable = own.immutable || global.immutable
        return own
    }
}
