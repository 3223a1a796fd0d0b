package import Documents
import GoTemplate
import Helm
import Kustomize
package import SourceTrees
package import Surroundings
import YAML

/// Renders a source: a pure function of the request and of what the tree holds.
///
/// Charts nest deeply: this runs on a thread with `renderStack` bytes of stack.
///
/// - Parameter end: when it is given up; nil for never.
package func render(
    _ request: RenderRequest, from tree: some SourceTree, bounds: RenderBounds = .standard,
    until end: Deadline? = nil, memory: MemoryBudget = MemoryBudget(bytes: RenderMemory.whole)
) throws(RenderError) -> ManifestSet {
    try Renderer(
        request: request, tree: tree, others: [:], bounds: bounds,
        exchange: RenderExchange(memory: memory, end: end)
    ).render()
}

/// The stack that `render` needs.
package let renderStack = RenderLimits.stackBytes

/// What one source may come to. A repository beyond it is a mistake, or an attack on the controller's memory.
package struct RenderBounds: Sendable {
    package var files: Int
    /// Of the files, and of the objects made of them, each.
    package var bytes: Int
    package var objects: Int

    package init(files: Int, bytes: Int, objects: Int) {
        self.files = files
        self.bytes = bytes
        self.objects = objects
    }

    package static let standard = RenderBounds(files: 10_000, bytes: 64 << 20, objects: 20_000)
}

extension RenderRequest {
    /// What a source turns out to be.
    package enum Kind: Sendable, Hashable {
        case manifests
        case chart
        case overlay
    }

    /// What the path is in this tree.
    package func kind(in tree: some SourceTree) throws(RenderError) -> Kind {
        guard packed == nil else { return .chart }
        let renderer = Renderer(
            request: self, tree: tree, others: [:], bounds: .standard,
            exchange: RenderExchange(memory: MemoryBudget(bytes: 0), end: nil))
        let (path, entry) = try renderer.source()
        return try renderer.kind(path, isFolder: entry.kind == .directory)
    }
}

struct Renderer {
    let request: RenderRequest
    let tree: any SourceTree
    /// The sources, by name, whose files the request may name as `$name/…`.
    let others: [String: any SourceTree]
    let bounds: RenderBounds
    let exchange: RenderExchange

    func render() throws(RenderError) -> ManifestSet {
        if let name = request.traced {
            exchange.origins = OriginRecorder(name: name, tree: tree, substitution: request.substitution)
        }
        if let packed = request.packed {
            return try ChartRender(
                request: request, tree: tree, others: others, bounds: bounds, exchange: exchange
            ).render(packed)
        }
        let (path, entry) = try source()
        let isFolder = entry.kind == .directory
        switch try kind(path, isFolder: isFolder) {
        case .manifests: return try renderManifests(path)
        case .chart:
            return try ChartRender(
                request: request, tree: tree, others: others, bounds: bounds, exchange: exchange
            ).render(path, isFolder: isFolder)
        case .overlay:
            return try OverlayRender(request: request, tree: tree, bounds: bounds, exchange: exchange).render(path)
        }
    }

    private func renderManifests(_ path: String) throws(RenderError) -> ManifestSet {
        var assembly = try ManifestAssembly(request.substitution, bounds: bounds, exchange: exchange)
        var bytesLeft = bounds.bytes
        let walk = try FileWalk(tree: tree, root: path, options: request.directory, fileLimit: bounds.files)
        for file in try walk.files() {
            guard !exchange.isOver else {
                throw RenderError(.limit, "the source takes too long to render; split it")
            }
            let bytes = try read(file, limit: bytesLeft)
            bytesLeft -= bytes.count
            try assembly.add(bytes, file: file)
        }
        return assembly.finish()
    }

    fileprivate func source() throws(RenderError) -> (path: String, entry: SourceEntry) {
        do throws(SourceTreeError) {
            let path = try TreePath.normalise(request.path)
            if let entry = try tree.entry(at: path) { return (path, entry) }
            throw SourceTreeError.notFound(path)
        } catch {
            let advice = "correct the application's spec.source.path"
            let code: RenderError.Code = error.code == .notFound ? .notFound : .invalid
            throw RenderError(code, "the path '\(request.path)' \(error.message) in the source; \(advice)")
        }
    }

    fileprivate func kind(_ path: String, isFolder: Bool) throws(RenderError) -> RenderRequest.Kind {
        switch request.type {
        case .directory: .manifests
        case .helm: .chart
        case .kustomize: .overlay
        case .auto: isFolder ? try kind(ofFolder: path) : .manifests
        }
    }

    /// Where there are files of both a kustomization counts, as in Argo CD.
    private func kind(ofFolder path: String) throws(RenderError) -> RenderRequest.Kind {
        if request.overlay.kustomization != nil { return .overlay }
        for name in Kustomization.fileNames where try has(name, in: path) { return .overlay }
        return try has("Chart.yaml", in: path) ? .chart : .manifests
    }

    private func has(_ name: String, in path: String) throws(RenderError) -> Bool {
        do throws(SourceTreeError) { return try tree.entry(at: TreePath.join(path, name))?.isFile ?? false } catch {
            throw RenderError(error)
        }
    }

    private func read(_ file: String, limit: Int) throws(RenderError) -> [UInt8] {
        do throws(SourceTreeError) { return try tree.read(file, limit: min(limit, DocumentLimits.file.bytes)) } catch {
            guard error.code == .tooLarge, limit < DocumentLimits.file.bytes else { throw RenderError(error) }
            throw RenderError(.limit, "the source has more than \(bounds.bytes) bytes of manifests; split it")
        }
    }
}
