import Directives
import Documents
import Helm
import Kustomize
import YAML

/// Makes manifests of files, one after the other, and looks after what holds for all of them together.
struct ManifestAssembly {
    private static let optOut = "kustomize.toolkit.fluxcd.io/substitute"

    private let bounds: RenderBounds
    private let memory: MemoryBudget
    private let origins: OriginRecorder?
    private var substitutor: Substitutor?
    private var manifests: [Manifest] = []
    private var hooks: [Hook] = []
    private var places: [ObjectID: Int] = [:]
    private var cost = 0

    /// - Parameter exchange: has the memory, and is told where fields come from, if anybody asks.
    init(
        _ substitution: Substitution?, bounds: RenderBounds, exchange: RenderExchange
    ) throws(RenderError) {
        self.bounds = bounds
        let memory = exchange.memory
        self.memory = memory
        origins = exchange.origins
        substitutor = try substitution.map { substitution throws(RenderError) in
            try Substitutor(substitution, memory: memory)
        }
    }

    /// - Parameter offset: of what a template came to, where the bytes begin in that.
    mutating func add(_ bytes: [UInt8], file: String, offset: Int? = nil) throws(RenderError) {
        origins?.begin(bytes, file: file, offset: offset)
        for document in try documents(bytes, file) {
            try add(document.value, Place(file: file, line: document.line))
        }
    }

    /// An object that a build has made of what is at a place.
    mutating func add(_ manifest: Kustomization.Manifest, _ place: Place) throws(RenderError) {
        origins?.begin(manifest.history, place)
        guard substitutor != nil else { return try add(manifest.object, place) }
        // As Flux does it: in the text that the build prints, whose quotes say what is to stay a text.
        let text: [UInt8]
        do throws(KustomizeError) { text = try manifest.yaml() } catch { throw RenderError(error) }
        for document in try documents(text, place.file) { try add(document.value, place) }
    }

    /// A hook of a chart. Several may have one name, each for moments of its own, and the server may complete it. What is wrong
    /// with one is kept for who runs it: all the rest of the chart can be applied.
    mutating func add(_ hook: ChartHook) throws(RenderError) {
        try checkRoom(Place(file: hook.manifest.path, line: 1))
        do throws(RenderError) {
            let (value, place) = try manifest(of: hook)
            // Martlet's annotations and Argo CD's win over those of the chart.
            let read = Directives(lenient: value)
            if let role = read.hook, !role.isAlone {
                try keepHook(value, place, role, wave: read.wave)
            } else {
                try keepHook(value, place, hook.role, wave: hook.wave)
            }
        } catch {
            guard error.code != .limit else { throw error }
            hooks.append(
                Hook(
                    id: ObjectID(group: "", kind: hook.manifest.kind, namespace: "", name: hook.manifest.name),
                    isNameGenerated: false, manifest: .failure(error), role: hook.role, wave: hook.wave))
        }
    }

    private mutating func manifest(of hook: ChartHook) throws(RenderError) -> (value: Value, place: Place) {
        origins?.begin(hook.manifest.content, file: hook.manifest.path, offset: hook.manifest.offset)
        let documents = try documents(hook.manifest.content, hook.manifest.path)
        let place = Place(file: hook.manifest.path, line: documents.first?.line ?? 1)
        guard let document = documents.first, documents.count == 1 else {
            throw place.failure(.invalid, "a hook is one object, and this is \(documents.count)")
        }
        return (try substituted(document.value, place), place)
    }

    /// What is wrong with its annotations is kept for who runs it.
    private mutating func keepHook(
        _ value: Value, _ place: Place, _ role: HookRole, wave: Int32
    ) throws(RenderError) {
        let id = try identity(of: value, place, isHook: true)
        var manifest = Result<Manifest, RenderError>.success(try keep(value, id, place))
        do throws(DirectiveError) { _ = try Directives(value) } catch {
            manifest = .failure(place.failure(.invalid, error.message))
        }
        hooks.append(
            Hook(
                id: id, isNameGenerated: value.at("metadata", "name") == nil, manifest: manifest, role: role, wave: wave
            ))
    }

    private func documents(_ bytes: [UInt8], _ file: String) throws(RenderError) -> [YAMLDocument] {
        let limits = memory.bounds(within: .file)
        do throws(DocumentError) {
            return try YAML.parse(
                bytes, file: file, limits: limits, markingQuoted: substitutor == nil ? nil : Substitutor.opening)
        } catch {
            memory.note(error.code, of: limits, within: .file)
            throw RenderError(error)
        }
    }

    func finish() -> ManifestSet { ManifestSet(manifests, hooks: hooks, origins: origins?.origins ?? []) }

    /// A list of Kubernetes' is only a way to write several objects.
    private mutating func add(_ value: Value, _ place: Place) throws(RenderError) {
        guard let items = ManifestAssembly.items(of: value) else { return try addObject(value, place) }
        for (index, item) in items.enumerated() {
            var place = place
            place.item = (place.item.map { "\($0)." } ?? "") + String(index + 1)
            try add(item, place)
        }
    }

    private static func items(of value: Value) -> [Value]? {
        guard let kind = value.kind, kind.hasSuffix("List"), let items = value["items"] else { return nil }
        return items.isNull ? [] : items.array
    }

    private mutating func addObject(_ raw: Value, _ place: Place) throws(RenderError) {
        let value = try substituted(raw, place)
        let directives = Directives(lenient: value)
        if let role = directives.hook {
            try checkRoom(place)
            return try keepHook(value, place, role, wave: directives.wave)
        }
        let id = try identity(of: value, place)
        if let first = places[id] {
            let other = manifests[first]
            throw place.failure(
                .duplicate, "\(id) is already defined in \(other.file):\(other.line); remove one of them")
        }
        try checkRoom(place)
        let manifest = try keep(value, id, place)
        places[id] = manifests.count
        manifests.append(manifest)
    }

    /// Hooks count, also those of which nothing can be made.
    private func checkRoom(_ place: Place) throws(RenderError) {
        guard manifests.count + hooks.count < bounds.objects else {
            throw place.failure(.limit, "the source has more than \(bounds.objects) objects; split it")
        }
    }

    private mutating func keep(_ value: Value, _ id: ObjectID, _ place: Place) throws(RenderError) -> Manifest {
        origins?.note(value, id, place)
        let manifest = Manifest(value, id: id, file: place.file, line: place.line)
        cost += manifest.cost
        guard cost <= bounds.bytes else {
            throw place.failure(
                .limit, "the source renders to more than \(bounds.bytes) bytes; split it")
        }
        guard memory.take(manifest.cost) else {
            throw place.failure(
                .limit, "rendering the source takes more than \(memory.limit) bytes of memory; split it")
        }
        return manifest
    }

    private mutating func substituted(_ value: Value, _ place: Place) throws(RenderError) -> Value {
        guard substitutor != nil else { return value }
        origins?.willSubstitute(value)
        let isOptedOut = [value.annotation(Self.optOut), value.label(Self.optOut)].contains("disabled")
        guard !isOptedOut else { return Substitutor.unmarked(value) }
        do throws(Substitutor.Failure) { return try substitutor?.substitute(value) ?? value } catch {
            throw place.failure(error.isLimit ? .limit : .substitution, error.message)
        }
    }
}

/// Where an object was written.
struct Place {
    var file: String
    var line: Int
    /// Its number in a list of Kubernetes', from 1.
    var item: String?

    func failure(_ code: RenderError.Code, _ message: String) -> RenderError {
        let message = item.map { "item \($0) of the list here: \(message)" } ?? message
        return RenderError(code, message, file: file, line: line)
    }
}

extension ManifestAssembly {
    private func identity(of value: Value, _ place: Place, isHook: Bool = false) throws(RenderError) -> ObjectID {
        guard case .object(let object) = value else {
            throw place.failure(
                .invalid, "a manifest is a mapping, and this is a \(value.kindName); exclude the file if it is none")
        }
        let apiVersion = try text(object["apiVersion"], "apiVersion", place)
        let kind = try text(object["kind"], "kind", place)
        let metadata = object["metadata"] ?? [:]
        guard metadata.object != nil else {
            throw place.failure(.invalid, "'metadata' is a \(metadata.kindName) and has to be a mapping")
        }
        let generated = metadata["name"] == nil ? metadata["generateName"] : nil
        guard generated == nil || isHook else {
            throw place.failure(
                .invalid,
                "\(kind) has 'metadata.generateName', which would make another object at every sync; give it a name")
        }
        let name = try text(generated ?? metadata["name"], "metadata.name", place)
        var namespace = ""
        if let value = metadata["namespace"], !value.isNull, value != "" {
            namespace = try text(value, "metadata.namespace", place)
        }
        let group = GroupVersionKind(apiVersion: apiVersion, kind: kind).group
        return ObjectID(group: group, kind: kind, namespace: namespace, name: name)
    }

    private func text(_ value: Value?, _ field: String, _ place: Place) throws(RenderError) -> String {
        guard let value, !value.isNull, value != "" else {
            throw place.failure(.invalid, "'\(field)' is missing\(hint(place)); add it, or exclude the file")
        }
        guard let text = value.string else {
            throw place.failure(.invalid, "'\(field)' is a \(value.kindName) and has to be a text; put it in quotes")
        }
        return text
    }

    private func hint(_ place: Place) -> String {
        let name = place.file.split(separator: "/").last ?? ""
        return name.lowercased().hasPrefix("kustomization") ? " (this is a file of Kustomize's)" : ""
    }
}

extension ChartHook {
    fileprivate var role: HookRole { HookRole(helmEvents: events.map(\.rawValue), deletePolicies: deletePolicies) }

    fileprivate var wave: Int32 { Int32(clamping: weight) }
}
