import Documents
import SourceTrees

/// What all kustomizations of one build share: the tree, how much of it may still be read, and how much may still be made.
final class BuildBudget {
    let tree: any SourceTree
    let options: KustomizeOptions
    /// Nil where charts are refused.
    let inflater: (any ChartInflater)?
    /// Nil where nothing is taken from elsewhere.
    let remotes: (any RemoteSources)?
    /// Nil where nobody asks what writes the fields.
    let recorder: BuildRecorder?
    private var filesLeft: Int
    private var bytesLeft: Int
    /// What all objects came to when they were counted last.
    private var held = Extent()
    /// What transformers have made on the way; much of it may be in an object before that is counted.
    private var made = Extent()
    /// Which lists are merged by which keys; the first kustomization that says so decides.
    let schema = MergeSchemaChoice()

    init(
        tree: any SourceTree, options: KustomizeOptions, inflater: (any ChartInflater)?,
        remotes: (any RemoteSources)?, recorder: BuildRecorder? = nil
    ) {
        self.tree = tree
        self.options = options
        self.inflater = inflater
        self.remotes = remotes
        self.recorder = recorder
        filesLeft = options.bounds.files
        bytesLeft = options.bounds.bytes
    }

    var bounds: KustomizeOptions.Bounds { options.bounds }

    func check(objects count: Int) throws(KustomizeError) {
        guard count <= bounds.objects else {
            throw KustomizeError(.limit, "has more than \(bounds.objects) objects; split it")
        }
    }

    func checkCancellation() throws(KustomizeError) {
        guard !options.isCancelled() else { throw KustomizeError(.cancelled, "was given up before it was done") }
    }

    func read(_ path: String, from tree: any SourceTree) throws(KustomizeError) -> [UInt8] {
        try checkCancellation()
        filesLeft -= 1
        guard filesLeft >= 0 else { throw KustomizeError(.limit, "reads more than \(bounds.files) files") }
        let bytes: [UInt8]
        do throws(SourceTreeError) {
            bytes = try tree.read(path, limit: bounds.document.bytes)
        } catch {
            throw KustomizeError(error)
        }
        bytesLeft -= bytes.count
        guard bytesLeft >= 0 else { throw KustomizeError(.limit, "reads more than \(bounds.bytes) bytes") }
        return bytes
    }

    // MARK: What is made

    /// Has to come after whatever changes an object: refuses one that has become too deep, or too much with all others.
    func count(_ resource: Resource) throws(KustomizeError) {
        try checkCancellation()
        guard !resource.isCounted else { return }
        let others = held - resource.extent
        do throws(KustomizeError) {
            resource.extent = try extent(of: resource.body, besides: others)
        } catch {
            var error = error
            error.message = "\(resource.id): \(error.message)"
            throw error
        }
        held = others + resource.extent
    }

    func count(_ resources: [Resource]) throws(KustomizeError) {
        for resource in resources { try count(resource) }
    }

    /// The same for what is put into an object many times before that can be counted.
    func make(values: Int = 0, texts: Int = 0) throws(KustomizeError) {
        made = made + Extent(values: values, texts: max(texts, 0))
        guard made.values <= bounds.values, made.texts <= bounds.texts else { throw tooMuch }
    }

    /// The same for a whole value, which takes the place that a path of so many steps leads to.
    func make(_ value: Value, below steps: Int) throws(KustomizeError) {
        let extent = try extent(of: value, besides: made, below: steps)
        made = made + extent
    }

    /// Refuses what would be deeper than a file may be.
    func check(_ value: Value, below steps: Int) throws(KustomizeError) {
        _ = try extent(of: value, besides: Extent(), below: steps)
    }

    private func extent(
        of value: Value, besides others: Extent, below steps: Int = 0
    ) throws(KustomizeError) -> Extent {
        var count = ExtentCount(
            valuesLeft: bounds.values - others.values, textsLeft: bounds.texts - others.texts,
            depth: bounds.document.depth)
        do throws(ExtentCount.Excess) { return try count(value, below: steps) } catch {
            switch error {
            case .depth: throw KustomizeError(.limit, "nests deeper than \(bounds.document.depth) levels")
            case .size: throw tooMuch
            }
        }
    }

    private var tooMuch: KustomizeError {
        KustomizeError(
            .limit, "comes to more than \(bounds.values) values or \(bounds.texts) bytes of texts in all; split it")
    }
}
