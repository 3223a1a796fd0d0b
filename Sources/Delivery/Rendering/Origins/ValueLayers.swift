import Documents
import GoValues
import Helm
import Origins
import YAML

/// The values of a chart by where they are from, to find who decided on one.
final class ValueLayers {
    /// Values that are given for the chart.
    struct Layer {
        /// Who gives them: `spec.source.helm.values`.
        var source: String
        var file: String?
        /// Of the file, for its lines.
        var text: [UInt8]?
        var values: GoMap
    }

    private let layers: [Layer]
    /// A file of the chart, from its folder: where it is, and what it holds.
    private let read: (String) -> (place: String, text: [UInt8])?
    /// Of texts that were looked into, by the number of the layer or the name of the file.
    private var places: [String: TextPlaces] = [:]
    private var files: [String: (place: String, text: [UInt8])?] = [:]

    /// - Parameter layers: the later over the earlier ones.
    init(_ layers: [Layer], read: @escaping (String) -> (place: String, text: [UInt8])?) {
        self.layers = layers
        self.read = read
    }

    /// The value at a path, and who decided on it.
    ///
    /// - Parameters:
    ///   - values: what templates see.
    ///   - defaults: the charts, the outermost first.
    func step(to path: [String], in values: GoMap, defaults: [ChartRecorder.Defaults]) -> OriginStep {
        let what = ".Values" + path.map { ".\($0)" }.joined()
        for path in ways(path) {
            let given = layers.lastIndex { ValueLayers.value(at: path[...], in: .map($0.values)) != nil }
            if let given { return step(what, path, given) }
            for chart in defaults where path.starts(with: chart.path) {
                let name = chart.folder.isEmpty ? "values.yaml" : "\(chart.folder)/values.yaml"
                // Their own text: what charts import from others has been put among their values.
                guard let file = self.file(name),
                    let place = TextPlaces(cached: &places, file.text, name)[
                        nil, Array(path.dropFirst(chart.path.count))]
                else { continue }
                let whose = chart.folder.isEmpty ? "the chart's values" : "the values of the chart in \(chart.folder)"
                return OriginStep(
                    .values, what, source: whose, file: file.place, line: place.line, column: place.column)
            }
        }
        let isThere = ValueLayers.value(at: path[...], in: .map(values)) != nil
        return OriginStep(.values, what, source: isThere ? "unknown" : "not set")
    }

    /// Global values of a chart below are those of the charts above where these have them.
    private func ways(_ path: [String]) -> [[String]] {
        guard let global = path.firstIndex(of: "global"), global > 0 else { return [path] }
        return [Array(path[global...]), path]
    }

    private func file(_ name: String) -> (place: String, text: [UInt8])? {
        if let known = files[name] { return known }
        let file = read(name)
        files[name] = .some(file)
        return file
    }

    private func step(_ what: String, _ path: [String], _ number: Int) -> OriginStep {
        let layer = layers[number]
        let place = layer.text.map { TextPlaces(cached: &places, $0, "layer \(number)") }?[nil, path]
        return OriginStep(
            .values, what, source: layer.source, file: layer.file, line: place?.line, column: place?.column)
    }

    static func value(at path: ArraySlice<String>, in value: GoValue) -> GoValue? {
        guard let name = path.first else { return value.isNull ? nil : value }
        switch value {
        case .map(let map): return map[GoString(name)].flatMap { self.value(at: path.dropFirst(), in: $0) }
        case .list(let list):
            guard let index = Int(name), list.elements.indices.contains(index) else { return nil }
            return self.value(at: path.dropFirst(), in: list.elements[index])
        default: return nil
        }
    }
}
