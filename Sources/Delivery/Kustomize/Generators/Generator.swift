import Documents

/// Makes ConfigMaps and Secrets.
struct Generator {
    let loader: Loader
    let isSecret: Bool

    private var kind: String { isSecret ? "Secret" : "ConfigMap" }

    func generate(
        _ arguments: GeneratorArguments, options: GeneratorOptions?
    ) throws(KustomizeError) -> Resource {
        guard !arguments.name.isEmpty else { throw KustomizeError(.invalid, "a generator has to have a name") }
        var body: Value = [
            "apiVersion": "v1", "kind": .string(kind), "metadata": ["name": Lexical.string(arguments.name)],
        ]
        if !arguments.namespace.isEmpty { body["metadata"]?["namespace"] = Lexical.string(arguments.namespace) }
        if isSecret { body["type"] = .string(arguments.type.isEmpty ? "Opaque" : arguments.type) }
        try addData(to: &body, arguments)
        if let options {
            if !options.labels.isEmpty { body.setMetadata("labels", options.labels) }
            if !options.annotations.isEmpty { body.setMetadata("annotations", options.annotations) }
            if options.immutable { body["immutable"] = true }
        }
        let resource = Resource(body)
        if !(options?.disableNameSuffixHash ?? false) { resource.enable(BuildAnnotations.needsHashSuffix) }
        resource.body.setAnnotation(BuildAnnotations.behavior, arguments.behavior.rawValue)
        return resource
    }

    private func addData(to body: inout Value, _ arguments: GeneratorArguments) throws(KustomizeError) {
        var values: [String: [UInt8]] = [:]
        for (key, value) in try KeyValueSources(loader: loader).pairs(of: arguments) {
            guard values.updateValue(value, forKey: key) == nil else {
                throw KustomizeError(.conflict, "the \(kind) '\(arguments.name)' is given the key '\(key)' twice")
            }
        }
        var data = Object()
        var binaryData = Object()
        for (key, value) in values.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            if isSecret {
                data[key] = .string(Base64.lines(of: value))
            } else if let text = String(validating: value, as: UTF8.self) {
                data[key] = Lexical.string(text)
            } else {
                binaryData[key] = .string(Base64.lines(of: value))
            }
        }
        // A Secret has its data even where there is none, a ConfigMap does not.
        if isSecret || !data.isEmpty { body["data"] = .object(data) }
        if !binaryData.isEmpty { body["binaryData"] = .object(binaryData) }
    }
}
