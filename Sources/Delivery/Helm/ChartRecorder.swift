package import GoTemplate
package import GoValues

/// Notes what writes the output of a chart's templates, and which values there are. A render without one notes nothing.
package final class ChartRecorder {
    /// A chart that may bring values.
    package struct Defaults {
        /// Where they stand in the values of the outermost chart.
        package let path: [String]
        /// The chart's folder, from that of the outermost one: empty, or such as `charts/database`.
        package let folder: String
    }

    let recorder = OutputRecorder()
    /// By the paths of templates.
    package private(set) var outputs: [String: OutputTrace] = [:]
    /// The outermost chart first.
    package private(set) var defaults: [Defaults] = []
    /// What all templates see.
    package private(set) var values = GoMap()

    package init() {}

    /// Whether there was too much to be noted, so that not all is.
    package var isFull: Bool { recorder.isFull }

    func note(_ chart: Chart, values: GoMap, _ scopes: TemplateScopes) {
        self.values = values
        recorder.name(.map(values), ["Values"])
        for template in scopes.templates { recorder.name(.map(template.scope), []) }
        note(chart, path: [], folder: "")
    }

    private func note(_ chart: Chart, path: [String], folder: String) {
        defaults.append(Defaults(path: path, folder: folder))
        for dependency in chart.dependencies {
            let below = (folder.isEmpty ? "" : "\(folder)/") + "charts/\(dependency.name)"
            note(dependency, path: path + [dependency.name], folder: below)
        }
    }

    /// Takes what was noted of a template whose output is read without a text.
    func end(_ path: String, without text: [UInt8]) {
        guard let trace = recorder.take() else { return }
        var ranges: [Range<Int>] = []
        var place = 0
        while place + text.count <= trace.bytes.count {
            if trace.bytes[place] == text[0], trace.bytes[place...].starts(with: text) {
                ranges.append(place..<place + text.count)
                place += text.count
            } else {
                place += 1
            }
        }
        outputs[path] = trace.removing(ranges)
    }
}
