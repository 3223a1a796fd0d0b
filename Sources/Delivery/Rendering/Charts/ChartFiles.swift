import Documents
import GoValues
import Helm
import SourceTrees

/// Finds and reads the files that an application names besides its chart.
struct ChartFiles {
    /// Far more than anybody has beside a chart.
    private static let entryLimit = 20_000
    private static let valueFileLimit = 200
    private static let wildcards: Set<Character> = ["*", "?", "[", "{"]

    let tree: any SourceTree
    /// Sources, by name, of which `$name/…` is a file.
    let others: [String: any SourceTree]
    /// What paths are relative to.
    let folder: String
    let bytes: Int
    /// Shared with the chart itself.
    let budget: ChartBudget

    /// All values that are given, in Helm's order; those of objects in the cluster follow the files.
    func values(_ options: ChartOptions) throws(RenderError) -> GoMap {
        var values = try fileValues(options)
        for source in options.valuesFrom { values = try source.merged(over: values) }
        var given = GivenValues()
        if let values = options.values { given.json = [String(decoding: values.jsonBytes(), as: UTF8.self)] }
        for parameter in options.parameters {
            let line = "\(parameter.name)=\(ChartFiles.escaped(parameter.value))"
            if parameter.forceString { given.texts.append(line) } else { given.parameters.append(line) }
        }
        // Read beforehand: what fails here says more than what Helm says.
        var contents: [String: [UInt8]] = [:]
        for (index, parameter) in options.fileParameters.enumerated() {
            // A number in place of the path, in which a comma would mean something to Helm.
            contents[String(index)] = try read(try place(parameter.path))
            given.fileParameters.append("\(parameter.name)=\(index)")
        }
        do throws(HelmError) {
            return try given.merged(over: values, memory: budget.memory) { path throws(HelmError) in
                guard let content = contents[path] else { throw HelmError(.values, "\(path) cannot be read") }
                return content
            }
        } catch {
            throw RenderError(error)
        }
    }

    private func fileValues(_ options: ChartOptions) throws(RenderError) -> GoMap {
        var values = GoMap()
        var count = 0
        for pattern in options.valueFiles {
            for path in try paths(pattern, isOptional: options.ignoreMissingValueFiles) {
                count += 1
                guard count <= ChartFiles.valueFileLimit else {
                    throw RenderError(
                        .limit,
                        "there are more than \(ChartFiles.valueFileLimit) files of values; narrow their patterns")
                }
                values = try merged(path, over: values)
            }
        }
        return values
    }

    /// Each file at once: all of them together may be large.
    private func merged(_ path: FilePlace, over values: GoMap) throws(RenderError) -> GoMap {
        var given = GivenValues()
        given.files = [GivenValues.File(name: path.description, content: try read(path))]
        do throws(HelmError) {
            let merged = try given.merged(over: values, memory: budget.memory) { path throws(HelmError) in
                throw HelmError(.values, "\(path) cannot be read")
            }
            try budget.take(values: merged)
            return merged
        } catch {
            throw RenderError(error)
        }
    }

    /// A comma in a value is meant, as it is in Argo CD, unless the value is a list in braces.
    static func escaped(_ value: String) -> String {
        guard !(value.hasPrefix("{") && value.hasSuffix("}")) else { return value }
        var result = ""
        var last: Character?
        for character in value {
            if character == ",", last != "\\" { result.append("\\") }
            result.append(character)
            last = character
        }
        return result
    }

    /// A file's place in one of the trees.
    struct FilePlace: CustomStringConvertible {
        /// Nil for the chart's own.
        var source: String?
        var path: String

        var description: String { source.map { "$\($0)/\(path)" } ?? path }
    }

    func place(_ name: String) throws(RenderError) -> FilePlace {
        do throws(SourceTreeError) {
            guard name.hasPrefix("$"), let slash = name.firstIndex(of: "/") else {
                let path = name.hasPrefix("/") ? name : TreePath.join(folder, name)
                return FilePlace(path: try TreePath.normalise(path))
            }
            let path = try TreePath.normalise(String(name[slash...]))
            return FilePlace(source: String(name[..<slash].dropFirst()), path: path)
        } catch {
            throw RenderError(.invalid, "the file '\(name)' of the helm block \(error.message)")
        }
    }

    private func tree(of place: FilePlace) throws(RenderError) -> any SourceTree {
        guard let source = place.source else { return tree }
        if let tree = others[source] { return tree }
        let known = others.keys.sorted().map { "'\($0)'" }.joined(separator: ", ")
        throw RenderError(
            .invalid,
            "the file '\(place)' of the helm block is in a source '\(source)', and there is none of that name; "
                + (known.isEmpty ? "name it in a list, spec.sources" : "the sources are \(known)"))
    }

    /// The file of this name, or all files that a pattern matches, in the order of their paths.
    func paths(_ pattern: String, isOptional: Bool) throws(RenderError) -> [FilePlace] {
        let place = try place(pattern)
        let tree = try tree(of: place)
        let found: [FilePlace]
        if place.path.contains(where: ChartFiles.wildcards.contains) {
            found = try matches(place, in: tree)
        } else {
            do throws(SourceTreeError) { found = try tree.entry(at: place.path) == nil ? [] : [place] } catch {
                throw failure(error, place)
            }
        }
        guard found.isEmpty, !isOptional else { return found }
        throw RenderError(
            .notFound,
            "there is no file '\(place)' in the source; correct valueFiles of the helm block, or set "
                + "ignoreMissingValueFiles")
    }

    private func matches(_ pattern: FilePlace, in tree: any SourceTree) throws(RenderError) -> [FilePlace] {
        let glob: Glob
        do throws(Glob.Malformed) { glob = try Glob(pattern.path, style: .path) } catch {
            throw RenderError(.invalid, "the pattern '\(pattern)' of valueFiles in the helm block \(error.message)")
        }
        let names = pattern.path.split(separator: "/")
        let fixed = names.prefix { !$0.contains(where: ChartFiles.wildcards.contains) }.joined(separator: "/")
        var folders = [fixed]
        var found: [String] = []
        var seen = 0
        while let folder = folders.popLast() {
            for entry in try list(FilePlace(source: pattern.source, path: folder), in: tree) {
                seen += 1
                guard seen <= ChartFiles.entryLimit else {
                    throw RenderError(.limit, "the pattern '\(pattern)' looks through too many files; narrow it")
                }
                let path = TreePath.join(folder, entry.name)
                if entry.kind == .directory {
                    folders.append(path)
                } else if glob.matches(path) {
                    found.append(path)
                }
            }
        }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .map { FilePlace(source: pattern.source, path: $0) }
    }

    private func list(_ folder: FilePlace, in tree: any SourceTree) throws(RenderError) -> [SourceEntry] {
        do throws(SourceTreeError) {
            guard try tree.entry(at: folder.path)?.kind == .directory else { return [] }
            return try tree.list(folder.path)
        } catch {
            throw failure(error, folder)
        }
    }

    func read(_ place: FilePlace) throws(RenderError) -> [UInt8] {
        let tree = try tree(of: place)
        do throws(SourceTreeError) { return try tree.read(place.path, limit: bytes) } catch {
            throw failure(error, place)
        }
    }

    private func failure(_ error: SourceTreeError, _ place: FilePlace) -> RenderError {
        var failure = RenderError(error)
        failure.file = place.description
        return failure
    }
}
