import Documents
import GoValues
import Helm
import SourceTrees

/// Finds and reads the files that an application names besides its chart.
struct ChartFiles {
    /// Far more than anybody has beside a chart.
    private static let entryLimit = 20_000
    private static let wildcards: Set<Character> = ["*", "?", "[", "{"]

    let tree: any SourceTree
    /// What paths are relative to.
    let folder: String
    let bytes: Int

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
        for parameter in options.fileParameters {
            contents[parameter.path] = try read(try place(parameter.path))
            given.fileParameters.append("\(parameter.name)=\(parameter.path)")
        }
        do throws(HelmError) {
            return try given.merged(over: values) { path throws(HelmError) in
                guard let content = contents[path] else { throw HelmError(.values, "\(path) cannot be read") }
                return content
            }
        } catch {
            throw RenderError(error)
        }
    }

    private func fileValues(_ options: ChartOptions) throws(RenderError) -> GoMap {
        var given = GivenValues()
        for pattern in options.valueFiles {
            for path in try paths(pattern, isOptional: options.ignoreMissingValueFiles) {
                given.files.append(GivenValues.File(name: path, content: try read(path)))
            }
        }
        do throws(HelmError) {
            return try given.merged { path throws(HelmError) in throw HelmError(.values, "\(path) cannot be read") }
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

    private func place(_ path: String) throws(RenderError) -> String {
        do throws(SourceTreeError) {
            return try TreePath.normalise(path.hasPrefix("/") ? path : TreePath.join(folder, path))
        } catch {
            throw RenderError(.invalid, "the file '\(path)' of spec.source.helm \(error.message)")
        }
    }

    /// The file of this name, or all files that a pattern matches, in the order of their paths.
    private func paths(_ pattern: String, isOptional: Bool) throws(RenderError) -> [String] {
        let place = try place(pattern)
        let found: [String]
        if place.contains(where: ChartFiles.wildcards.contains) {
            found = try matches(place)
        } else {
            do throws(SourceTreeError) { found = try tree.entry(at: place) == nil ? [] : [place] } catch {
                throw RenderError(error)
            }
        }
        guard found.isEmpty, !isOptional else { return found }
        throw RenderError(
            .notFound,
            "there is no file '\(place)' in the source; correct spec.source.helm.valueFiles, or set "
                + "ignoreMissingValueFiles")
    }

    private func matches(_ pattern: String) throws(RenderError) -> [String] {
        let glob: Glob
        do throws(Glob.Malformed) { glob = try Glob(pattern, style: .path) } catch {
            throw RenderError(.invalid, "the pattern '\(pattern)' of spec.source.helm.valueFiles \(error.message)")
        }
        let names = pattern.split(separator: "/")
        let fixed = names.prefix { !$0.contains(where: ChartFiles.wildcards.contains) }.joined(separator: "/")
        var folders = [fixed]
        var found: [String] = []
        var seen = 0
        while let folder = folders.popLast() {
            for entry in try list(folder) {
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
    }

    private func list(_ folder: String) throws(RenderError) -> [SourceEntry] {
        do throws(SourceTreeError) {
            guard try tree.entry(at: folder)?.kind == .directory else { return [] }
            return try tree.list(folder)
        } catch {
            throw RenderError(error)
        }
    }

    private func read(_ path: String) throws(RenderError) -> [UInt8] {
        do throws(SourceTreeError) { return try tree.read(path, limit: bytes) } catch { throw RenderError(error) }
    }
}
