package import Documents

/// What a build may read and how its objects are put out.
package struct KustomizeOptions: Sendable {
    /// Where files may lie that a kustomization names.
    package enum LoadRestriction: Sendable {
        /// Anywhere in the tree, as Flux has it.
        case tree
        /// In or below the kustomization's directory, symlinks followed, as `kubectl` and Argo CD have it. Directories
        /// of other kustomizations may be anywhere in either case.
        case root
    }

    /// In which order the objects come out.
    package enum Order: Sendable {
        /// By kind, as `kubectl kustomize` prints.
        case legacy
        /// As they were read, as Flux applies.
        case asRead
    }

    package var loadRestriction: LoadRestriction
    /// Where the kustomization itself says none.
    package var order: Order
    /// Whether a directory without a kustomization stands for all manifests in and below it, as in Flux.
    package var generatesMissing = false
    /// What is done to the result in the end.
    package var overlay: KustomizationOverlay?
    package var bounds: Bounds
    /// Whether whoever asked has lost interest; looked at for each file, object and change.
    package var isCancelled: @Sendable () -> Bool

    package init(
        loadRestriction: LoadRestriction, order: Order, bounds: Bounds = .standard,
        isCancelled: @escaping @Sendable () -> Bool = { false }
    ) {
        self.loadRestriction = loadRestriction
        self.order = order
        self.bounds = bounds
        self.isCancelled = isCancelled
    }

    /// What one build may come to. An overlay beyond it is a mistake, or an attack on the controller's memory.
    package struct Bounds: Sendable {
        /// How deep kustomizations may name others.
        package var depth: Int
        /// Files read, each as often as it is named.
        package var files: Int
        /// Of these files.
        package var bytes: Int
        package var objects: Int
        /// Of one file; an object that a build makes may be no deeper than one in a file.
        package var document: DocumentLimits
        /// In all objects together: values, and bytes of keys and texts.
        package var values: Int
        package var texts: Int

        package init(
            depth: Int, files: Int, bytes: Int, objects: Int, document: DocumentLimits, values: Int = 1_000_000,
            texts: Int = 64 << 20
        ) {
            self.depth = depth
            self.files = files
            self.bytes = bytes
            self.objects = objects
            self.document = document
            self.values = values
            self.texts = texts
        }

        package static let standard = Bounds(
            depth: 64, files: 10_000, bytes: 64 << 20, objects: 20_000, document: .file)
    }
}
