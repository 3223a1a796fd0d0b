import Documents
import GoValues
import Helm

extension ChartFiles {
    /// All values that are given, each by itself, in the order of `values`: for whoever asks who decided on one.
    func layers(_ options: ChartOptions) throws(RenderError) -> [ValueLayers.Layer] {
        var layers = try fileLayers(options)
        for source in options.valuesFrom {
            var layer = ValueLayers.Layer(source: source.origin, values: try source.merged(over: GoMap()))
            if case .file = source.form { layer.text = source.content }
            layers.append(layer)
        }
        if let values = options.values {
            var given = GivenValues()
            given.json = [String(decoding: values.jsonBytes(), as: UTF8.self)]
            layers.append(ValueLayers.Layer(source: "spec.source.helm.values", values: try merged(given)))
        }
        // Helm takes texts after all others.
        let parameters = options.parameters.filter { !$0.forceString } + options.parameters.filter(\.forceString)
        for parameter in parameters {
            var given = GivenValues()
            let line = "\(parameter.name)=\(ChartFiles.escaped(parameter.value))"
            if parameter.forceString { given.texts = [line] } else { given.parameters = [line] }
            layers.append(ValueLayers.Layer(source: "spec.source.helm.parameters", values: try merged(given)))
        }
        for parameter in options.fileParameters {
            var given = GivenValues()
            given.literals = ["\(parameter.name)=a file"]
            layers.append(
                ValueLayers.Layer(
                    source: "spec.source.helm.fileParameters", file: try place(parameter.path).description,
                    values: try merged(given)))
        }
        return layers
    }

    private func fileLayers(_ options: ChartOptions) throws(RenderError) -> [ValueLayers.Layer] {
        var layers: [ValueLayers.Layer] = []
        for (index, pattern) in options.valueFiles.enumerated() {
            for path in try paths(pattern, isOptional: options.ignoreMissingValueFiles) {
                let content = try read(path)
                var given = GivenValues()
                given.files = [GivenValues.File(name: path.description, content: content)]
                layers.append(
                    ValueLayers.Layer(
                        source: "spec.source.helm.valueFiles[\(index)]", file: path.description, text: content,
                        values: try merged(given)))
            }
        }
        return layers
    }

    private func merged(_ given: GivenValues) throws(RenderError) -> GoMap {
        do throws(HelmError) {
            return try given.merged(over: GoMap(), memory: budget.memory) { path throws(HelmError) in
                throw HelmError(.values, "\(path) cannot be read")
            }
        } catch {
            throw RenderError(error)
        }
    }
}
