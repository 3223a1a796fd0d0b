import Documents
import GoValues
import GoYAML

/// Where an object, or a change to it, comes from: what `buildMetadata` has in the annotations.
struct Origin {
    /// Of the object's file, or of the kustomization on the way, relative to the outermost kustomization, or to the root
    /// of another repository.
    private var path = ""
    /// Of another repository: what `git clone` would be given.
    private var repository = ""
    private var reference = ""
    private var configuredIn = ""
    private var apiVersion = ""
    private var kind = ""
    private var name = ""
    private var namespace = ""

    /// The origin of what the outermost kustomization names.
    init() {}

    func appending(_ component: String) -> Origin {
        var origin = self
        guard let remote = RemoteDirectory(component) else {
            origin.path = Origin.join(path, component)
            return origin
        }
        origin.repository = remote.repository.url
        origin.reference = remote.repository.reference
        // kustomize cuts the first name off, and at a repository's root there is none but its own for the clone.
        let inside = Origin.join("", remote.path)
        origin.path = inside.isEmpty ? "notCloned" : inside
        return origin
    }

    /// The origin of what a builtin plugin makes that a kustomization asks for by a field.
    func configured(in file: String, by kind: String) -> Origin {
        var origin = Origin()
        origin.repository = repository
        origin.reference = reference
        origin.configuredIn = Origin.join(path, file)
        origin.apiVersion = "builtin"
        origin.kind = kind
        return origin
    }

    /// The origin of what a plugin makes that has an object of its own; nil where that has none.
    init?(plugin: Resource) {
        guard let text = plugin.annotation(BuildAnnotations.origin) else { return nil }
        let id = plugin.id
        let fields = Origin.fields(of: text)
        configuredIn = fields("path")
        repository = fields("repo")
        reference = fields("ref")
        apiVersion = plugin.body.apiVersionText
        kind = id.kind
        name = id.name
        namespace = id.namespace
    }

    /// As it stands in the annotation, which is a document itself.
    var text: String { lines.isEmpty ? "{}\n" : lines.map { "\($0)\n" }.joined() }

    /// Notes in every object that a transformer went over it. An object without an origin is the transformer's own.
    static func record(
        transformation origin: Origin, in set: ResourceSet, _ budget: BuildBudget
    ) throws(KustomizeError) {
        let entry = origin.lines.enumerated().map { "\($0 == 0 ? "- " : "  ")\($1)\n" }.joined()
        for resource in set.resources {
            guard resource.annotation(BuildAnnotations.origin) != nil else {
                resource.body.setAnnotation(BuildAnnotations.origin, origin.text)
                continue
            }
            let former = resource.annotation(BuildAnnotations.transformations) ?? ""
            resource.body.setAnnotation(BuildAnnotations.transformations, former + entry)
            try budget.count(resource)
        }
    }

    /// In the order that kustomize has them in.
    private var lines: [String] {
        var lines: [String] = []
        let places = [("path", path), ("repo", repository), ("ref", reference), ("configuredIn", configuredIn)]
        for (name, text) in places where !text.isEmpty { lines.append("\(name): \(Origin.scalar(text))") }
        let by = [("apiVersion", apiVersion), ("kind", kind), ("name", name), ("namespace", namespace)]
            .filter { !$1.isEmpty }
        if !by.isEmpty { lines.append("configuredBy:") }
        return lines + by.map { "  \($0): \(Origin.scalar($1))" }
    }

    private static func scalar(_ text: String) -> String {
        guard let bytes = try? GoYAML.marshalPretty(.string(text)) else { return text }
        return String(decoding: bytes.dropLast(), as: UTF8.self)
    }

    private static func fields(of text: String) -> (String) -> String {
        let document = (try? ManifestReader.read(Array(text.utf8), limits: .file))?.first?.value
        return { name in document?[name].flatMap(Lexical.text) ?? "" }
    }

    /// As Go's `filepath.Join`: `..` takes a name away, and stays where there is none.
    private static func join(_ directory: String, _ component: String) -> String {
        var names: [Substring] = []
        for name in "\(directory)/\(component)".split(separator: "/") where name != "." {
            if name == "..", let last = names.last, last != ".." { names.removeLast() } else { names.append(name) }
        }
        return names.joined(separator: "/")
    }
}
