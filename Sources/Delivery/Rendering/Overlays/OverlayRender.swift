import Documents
import Kustomize
import SourceTrees
import Surroundings

/// Renders a kustomization that lies in the tree.
struct OverlayRender {
    /// One that is not done by then never will be.
    static let timeLimit = Duration.seconds(30)
    /// What messages call the overrides.
    static let overrides = "spec.source.kustomize"

    let request: RenderRequest
    let tree: any SourceTree
    let bounds: RenderBounds
    let exchange: RenderExchange

    /// - Parameter path: of the kustomization's directory.
    func render(_ path: String) throws(RenderError) -> ManifestSet {
        var assembly = try ManifestAssembly(request.substitution, bounds: bounds, exchange: exchange)
        for manifest in try build(path).manifests {
            let origin = manifest.origin
            let file = origin.file.isEmpty ? path : origin.file
            try assembly.add(manifest, Place(file: file, line: origin.line))
        }
        return assembly.finish()
    }

    private func build(_ path: String) throws(RenderError) -> Kustomization.Output {
        do throws(KustomizeError) {
            let end = exchange.deadline(in: OverlayRender.timeLimit)
            // One half is for what the build holds, the other for its charts and what becomes of its objects.
            let half = exchange.memory.left / 2
            _ = exchange.memory.take(half)
            return try Kustomization.build(
                tree, directory: path, options: options(until: end, bytes: half),
                inflater: OverlayCharts(options: request.chart, end: end, exchange: exchange),
                remotes: exchange.remotes == nil ? nil : OverlayRemotes(exchange: exchange, end: end),
                recorder: exchange.origins?.build)
        } catch {
            if error.code == .limit { exchange.memory.noteShortage() }
            guard error.code == .cancelled else { throw RenderError(error) }
            throw RenderError(
                .limit, "the kustomization '\(path)' is not built after \(OverlayRender.timeLimit); split it")
        }
    }

    private func options(until end: Deadline, bytes: Int) -> KustomizeOptions {
        let usual = KustomizeOptions.Bounds(
            depth: KustomizeOptions.Bounds.standard.depth, files: bounds.files, bytes: bounds.bytes,
            objects: bounds.objects, document: .file)
        var options = KustomizeOptions(
            loadRestriction: request.overlay.loadRestrictor == .rootOnly ? .root : .tree, order: .asRead,
            bounds: .fitting(bytes: bytes, within: usual),
            isCancelled: { end.isOver })
        options.generatesMissing = true
        options.overlay = request.overlay.kustomization.map {
            KustomizationOverlay(fields: $0, name: OverlayRender.overrides)
        }
        return options
    }
}

extension RenderError {
    /// The message names kustomization, field and file.
    init(_ error: KustomizeError) {
        let code: Code =
            switch error.code {
            case .unsupported: .unsupported
            case .limit, .cancelled: .limit
            case .unavailable: .unavailable
            case .notFound, .invalid, .conflict, .refused: .invalid
            }
        guard error.kustomization == OverlayRender.overrides else {
            self.init(code, error.description)
            return
        }
        let field = ([OverlayRender.overrides] + [error.field].compactMap(\.self)).joined(separator: ".")
        self.init(code, "\([field, error.file].compactMap(\.self).joined(separator: ": ")): \(error.message)")
    }
}
