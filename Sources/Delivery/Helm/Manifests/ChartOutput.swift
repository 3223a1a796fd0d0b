import Documents
import GoTemplate

/// What a chart renders to.
package struct ChartOutput: Sendable {
    /// In the order in which they are installed.
    package private(set) var manifests: [ChartDocument] = []
    /// In the order of their kinds; which run when is up to their events and weights.
    package private(set) var hooks: [ChartHook] = []
    /// The chart's own `NOTES.txt`.
    package private(set) var notes: [UInt8] = []
    /// The files of `crds/`, of this chart and those below it, as they are.
    package let definitions: [ChartDocument]

    /// - Parameter files: what each template came to, by its path.
    init(
        _ files: [String: [UInt8]], notesOf chart: String, definitions: [ChartDocument], memory: MemoryBudget,
        interruption: () -> RenderSession.Interruption? = { nil }
    ) throws(HelmError) {
        self.definitions = definitions
        notes = files["\(chart)/templates/\(Self.notesName)"] ?? []
        let paths = files.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        var count = 0
        for path in paths where !path.hasSuffix(Self.notesName) && !FilePath.baseName(path).hasPrefix("_") {
            let documents = ManifestSplitter.documents(files[path] ?? [], limit: Self.documents)
            count += documents.count
            guard count <= Self.documents else {
                throw HelmError(.limit, "the chart renders to more than \(Self.documents) documents")
            }
            for document in documents {
                try HelmError.check(interruption)
                try HelmError.take(document.count, of: memory)
                try add(document, path, memory)
            }
        }
        manifests = InstallOrder.sorted(manifests, by: \.kind)
        hooks = InstallOrder.sorted(hooks, by: \.manifest.kind)
    }

    private static let notesName = "NOTES.txt"

    /// Far more than a cluster takes of one chart.
    private static let documents = 20_000

    private mutating func add(
        _ document: ArraySlice<UInt8>, _ path: String, _ memory: MemoryBudget
    ) throws(HelmError) {
        let content = Array(document)
        let head = try ManifestHead(content, path: path, memory: memory)
        let manifest = ChartDocument(
            path: path, content: content, offset: document.startIndex, kind: head.kind, name: head.name)
        guard let words = head.annotations["helm.sh/hook"] else {
            manifests.append(manifest)
            return
        }
        let events = Self.words(words).map(ChartHook.Event.init(annotation:))
        // A document with an event that nobody knows is left out, as Helm does.
        guard !events.contains(nil) else { return }
        hooks.append(
            ChartHook(
                manifest: manifest, events: events.compactMap(\.self),
                weight: head.annotations["helm.sh/hook-weight"].flatMap { Int($0) } ?? 0,
                deletePolicies: head.annotations["helm.sh/hook-delete-policy"].map(Self.words) ?? []))
    }

    private static func words(_ text: String) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimmed.lowercased() }
    }
}

extension ChartOutput {
    /// What `helm template` prints.
    package func printed(includeDefinitions: Bool, includeHooks: Bool, includeTests: Bool) -> [UInt8] {
        var output: [UInt8] = []
        if includeDefinitions { for definition in definitions { definition.write(to: &output) } }
        for manifest in manifests { manifest.write(to: &output) }
        while let last = output.last, last.isSpace { output.removeLast() }
        output.append(UInt8(ascii: "\n"))
        guard includeHooks else { return output }
        for hook in hooks where includeTests || !hook.events.contains(.test) { hook.manifest.write(to: &output) }
        return output
    }
}

extension ChartDocument {
    fileprivate func write(to output: inout [UInt8]) {
        output += "---\n# Source: \(path)\n".utf8
        output += content
        output.append(UInt8(ascii: "\n"))
    }
}
