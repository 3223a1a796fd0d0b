import Documents
import Helm
import Kustomize
import Origins
import SourceTrees
import YAML

/// Finds out, while a source is rendered, where the fields of the objects of one name come from.
final class OriginRecorder {
    /// What an object that is being made is made of.
    private enum Making {
        /// A document of a file, or of what a template came to.
        case text([UInt8], file: String, offset: Int?)
        case build(BuildRecorder.History?, Place)
    }

    /// An application has few objects of one name.
    private static let mostObjects = 64
    private static let mostFields = 20_000

    private let name: String
    private let tree: any SourceTree
    private let substitution: Substitution?
    /// What a chart is made of, where there is one.
    var chart: ChartOrigins?
    let build = BuildRecorder()
    private var making: Making?
    private var raw: Value?
    private var texts: [String: TextPlaces] = [:]
    private(set) var origins: [ObjectOrigin] = []

    init(name: String, tree: any SourceTree, substitution: Substitution?) {
        self.name = name
        self.tree = tree
        self.substitution = substitution
    }

    // MARK: What objects are made of

    /// - Parameter offset: of what a template came to, where the text begins in that.
    func begin(_ text: [UInt8], file: String, offset: Int?) {
        making = .text(text, file: file, offset: offset)
        raw = nil
    }

    func begin(_ history: BuildRecorder.History?, _ place: Place) {
        making = .build(history, place)
        raw = nil
    }

    /// Notes an object as it is before variables are put in.
    func willSubstitute(_ value: Value) { raw = value }

    /// Notes an object as it is rendered.
    func note(_ value: Value, _ id: ObjectID, _ place: Place) {
        guard id.name == name, origins.count < Self.mostObjects, let making else { return }
        let leaves = value.leaves
        var fields: [[String]: [OriginStep]] = [:]
        for (tokens, leaf) in leaves.prefix(Self.mostFields) {
            fields[tokens] = steps(to: tokens, leaf, value, making, place) + variables(at: tokens)
        }
        let isPartial = leaves.count > Self.mostFields || build.isFull || chart?.isFull ?? false
        origins.append(
            ObjectOrigin(id: id, object: object(making, place), fields: fields, isPartial: isPartial))
        raw = nil
    }

    // MARK: Steps

    private func object(_ making: Making, _ place: Place) -> [OriginStep] {
        switch making {
        case .text(_, let file, let offset):
            if offset != nil, let chart, chart.isTemplate(file) {
                return [OriginStep(.template, "the template", file: chart.file(of: file))]
            }
            return [OriginStep(.file, "the manifest", file: chart?.file(of: file) ?? file, line: place.line)]
        case .build(let history, let place):
            guard let maker = history?.maker else {
                return [OriginStep(.file, "the manifest", file: place.file, line: place.line)]
            }
            return [step(maker, .generator)]
        }
    }

    private func steps(
        to tokens: [String], _ leaf: Value, _ value: Value, _ making: Making, _ place: Place
    ) -> [OriginStep] {
        switch making {
        case .text(let bytes, let file, let offset):
            let places = TextPlaces(cached: &texts, bytes, "\(file) \(offset ?? -1)")
            let way = (place.item?.split(separator: ".") ?? []).flatMap { number in
                ["items", String((Int(number) ?? 1) - 1)]
            }
            guard let found = places[place.line, way + tokens] else { return [] }
            if let offset, let chart, chart.isTemplate(file) {
                let range = places.bytes(of: found)
                return chart.steps(file, range.lowerBound + offset..<range.upperBound + offset, tokens, leaf)
            }
            return [
                OriginStep(
                    .file, "written there", file: chart?.file(of: file) ?? file, line: found.line, column: found.column)
            ]
        case .build(let history, let place):
            guard let history else { return [] }
            return steps(to: NamedFields.path(tokens, in: value), history, place)
        }
    }

    private func steps(
        to path: [String], _ history: BuildRecorder.History, _ place: Place
    ) -> [OriginStep] {
        var steps: [OriginStep] = []
        if let tokens = NamedFields.tokens(path, in: history.first), isLeaf(history.first, tokens) {
            if let maker = history.maker(of: path) {
                steps.append(step(maker, .generator))
            } else {
                let found = self.places(of: place.file)?[place.line, tokens]
                steps.append(
                    OriginStep(
                        .file, "written there", file: place.file, line: found?.line ?? place.line, column: found?.column
                    ))
            }
        }
        return steps + (history.steps[path] ?? []).map { step($0, .step, writing: path) }
    }

    private func isLeaf(_ value: Value, _ tokens: [String]) -> Bool {
        switch value[Pointer(tokens: tokens)] {
        case nil: false
        case .object(let object)?: object.isEmpty
        case .array(let elements)?: elements.isEmpty
        default: true
        }
    }

    /// A field of a kustomization, at its line; of a patch in a file of its own, that file's.
    private func step(
        _ step: BuildRecorder.Step, _ kind: OriginStep.Kind, writing path: [String] = []
    ) -> OriginStep {
        if let patch = step.patch {
            return OriginStep(
                kind, step.field, source: step.file, file: patch, line: places(of: patch)?.line(ofNamed: path))
        }
        guard !step.file.isEmpty, step.file != OverlayRender.overrides else {
            return OriginStep(kind, step.field, source: step.file.isEmpty ? "the end of the build" : step.file)
        }
        let tokens = step.field.split(separator: "[").map { String($0.last == "]" ? $0.dropLast() : $0) }
        return OriginStep(
            kind, step.field, file: step.file, line: places(of: step.file)?[nil, tokens]?.line)
    }

    private func places(of file: String) -> TextPlaces? {
        if let known = texts[file] { return known }
        guard !file.isEmpty, let bytes = try? tree.read(file, limit: DocumentLimits.file.bytes) else { return nil }
        return TextPlaces(cached: &texts, bytes, file)
    }

    // MARK: Variables

    private func variables(at tokens: [String]) -> [OriginStep] {
        guard let substitution, let text = raw?[Pointer(tokens: tokens)]?.string else { return [] }
        return Expansion.names(in: text).map { name in
            OriginStep(.variable, name, source: substitution.origins[name] ?? "the default in the text")
        }
    }
}
