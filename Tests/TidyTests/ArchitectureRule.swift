extension Rules {
    /// The table of layers in the documentation has the modules of Package.swift, each in its layer, in the same order of
    /// layers.
    static func architectureTable(_ text: String, path: String, manifest: PackageManifest) -> [Violation] {
        let documented = documentedLayers(text)
        var declared: [String: Set<String>] = [:]
        for target in manifest.targets.values {
            guard let layer = target.documentedLayer else { continue }
            declared[layer, default: []].insert(target.name)
        }
        return Set(documented.keys).union(declared.keys).sorted().flatMap { layer in
            let (told, real) = (documented[layer] ?? [], declared[layer] ?? [])
            return real.subtracting(told).sorted().map { "\($0) of the layer \(layer) is not in the table" }
                + told.subtracting(real).sorted().map { "\($0) is in the table, and not in the layer \(layer)" }
        }.map { Violation(path: path, line: 1, message: $0) }
    }

    /// The names in backquotes in the second column of the table that begins with `layer`, by the first column, whose empty
    /// cells mean the one above.
    private static func documentedLayers(_ text: String) -> [String: Set<String>] {
        var layers: [String: Set<String>] = [:]
        var layer: String?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst()
                .map { $0.trimmingPrefix { $0 == " " } }
            guard cells.count >= 3 else {
                layer = nil
                continue
            }
            guard let current = layer else {
                if cells[0].hasPrefix("layer ") { layer = "" }
                continue
            }
            let name = cells[0].split(separator: " ").first.map(String.init) ?? current
            guard !name.hasPrefix("-") else { continue }
            layer = name
            layers[name, default: []].formUnion(cells[1].matches(of: /`([\w-]+)`/).map { String($0.output.1) })
        }
        return layers.filter { !$0.value.isEmpty }
    }
}

extension PackageManifest.Target {
    /// Where the table of layers has it; nil for what is not part of the architecture.
    fileprivate var documentedLayer: String? {
        switch kind {
        case .system, .bridge, .header: "C"
        case .program: "Apps"
        case .module: layer
        case .benchmark, .tests: nil
        }
    }
}
