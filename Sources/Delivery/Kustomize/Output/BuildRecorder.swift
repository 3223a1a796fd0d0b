package import Documents
import Origins

/// Notes which steps of a build write the fields of its objects. A build without one notes nothing.
package final class BuildRecorder {
    /// Far more than an application's objects have.
    private static let mostChanges = 500_000

    /// A field of a kustomization, or a part of the build's end.
    package struct Step: Sendable, Hashable {
        /// `images[0]`
        package let field: String
        /// The kustomization's file; empty for what the end of the build does.
        package let file: String
        /// Of a patch or the like that has a file of its own.
        package let patch: String?
    }

    /// What is known of one object.
    package struct History: Sendable {
        /// What made the object; nil where that is its file.
        package let maker: Step?
        /// As its file has it, or its maker made it.
        package let first: Value
        /// The steps that wrote a field, by the field's named way, the last one last.
        package fileprivate(set) var steps: [[String]: [Step]] = [:]
        /// What made those fields that are from an object that this one was merged with.
        fileprivate var kept: [[String]: Step] = [:]

        /// What made a field; nil where that is the object's file.
        package func maker(of path: [String]) -> Step? { kept[path] ?? maker }
    }

    private var histories: [ObjectIdentifier: (resource: Resource, history: History)] = [:]
    private var before: [(resource: Resource, body: Value)] = []
    private var changesLeft = BuildRecorder.mostChanges

    package init() {}

    /// Whether there was too much to be noted, so that not all is.
    package var isFull: Bool { changesLeft < 0 }

    /// What is known of an object; nil where that was made by other means.
    package func history(of resource: Resource) -> History? { histories[ObjectIdentifier(resource)]?.history }

    func add(_ resources: [Resource]) {
        for resource in resources { add(resource, maker: nil, mergedWith: nil) }
    }

    /// An object that a generator has made.
    ///
    /// - Parameter old: what has become part of it.
    func add(_ resource: Resource, maker: Step?, mergedWith old: Resource?) {
        var history = History(maker: maker, first: BuildRecorder.content(of: resource.body))
        if let old, let earlier = histories[ObjectIdentifier(old)]?.history {
            let new = NamedFields.leaves(of: history.first)
            for (path, value) in NamedFields.leaves(of: BuildRecorder.content(of: old.body)) where new[path] == value {
                history.kept[path] = earlier.maker(of: path)
                history.steps[path] = earlier.steps[path]
            }
        }
        histories[ObjectIdentifier(resource)] = (resource, history)
    }

    /// Begins a step that may change these objects.
    func begin(_ set: ResourceSet) { before = set.resources.map { ($0, $0.body) } }

    /// Ends a step.
    func end(_ step: Step) {
        for (resource, body) in before where resource.body != body && changesLeft >= 0 {
            let old = NamedFields.leaves(of: BuildRecorder.content(of: body))
            let new = NamedFields.leaves(of: BuildRecorder.content(of: resource.body))
            let id = ObjectIdentifier(resource)
            for (path, value) in new where old[path] != value {
                changesLeft -= 1
                guard changesLeft >= 0 else { break }
                histories[id]?.history.steps[path, default: []].append(step)
            }
        }
        before = []
    }

    /// Without what only the build has a use for.
    private static func content(of body: Value) -> Value {
        var body = body
        for key in BuildAnnotations.all { body.remove(Pointer(tokens: ["metadata", "annotations", key])) }
        if body.at("metadata", "annotations")?.object?.isEmpty ?? false {
            body.remove(Pointer(tokens: ["metadata", "annotations"]))
        }
        return Lexical.json(body)
    }
}
