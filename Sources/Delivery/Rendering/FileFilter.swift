/// Which files below a folder count, by include and exclude patterns.
///
/// A pattern with a slash is compared with the path relative to the folder, one without with the name alone, at any
/// depth. A pattern that matches a folder counts for all that is in it. Exclude wins.
struct FileFilter: Sendable {
    private struct Pattern: Sendable {
        let glob: Glob
        let hasSlash: Bool
    }

    private let include: Pattern?
    private let exclude: Pattern?

    init(_ options: DirectoryOptions) throws(RenderError) {
        include = try FileFilter.pattern(options.include, "include")
        exclude = try FileFilter.pattern(options.exclude, "exclude")
    }

    /// `path` is relative to the folder.
    func includes(file path: String) -> Bool {
        let covered = FileFilter.withFolders(path)
        if let exclude, covered.contains(where: { FileFilter.matches($0, exclude) }) { return false }
        guard let include else { return true }
        return covered.contains { FileFilter.matches($0, include) }
    }

    /// A folder that need not be looked into.
    func excludes(folder path: String) -> Bool {
        guard let exclude else { return false }
        return FileFilter.matches(path[...], exclude)
    }

    private static func pattern(_ text: String, _ option: String) throws(RenderError) -> Pattern? {
        guard !text.isEmpty else { return nil }
        do throws(Glob.Malformed) {
            let text = text.hasPrefix("./") ? String(text.dropFirst(2)) : text
            let trimmed = text.hasSuffix("/") ? String(text.dropLast()) : text
            return Pattern(glob: try Glob(trimmed, style: .path), hasSlash: trimmed.contains("/"))
        } catch {
            throw RenderError(.invalid, "the pattern of directory.\(option) \(error.message); correct it")
        }
    }

    private static func matches(_ path: Substring, _ pattern: Pattern) -> Bool {
        guard !pattern.hasSlash else { return pattern.glob.matches(path) }
        return pattern.glob.matches(path.split(separator: "/").last ?? path)
    }

    /// The path itself and every folder on it.
    private static func withFolders(_ path: String) -> [Substring] {
        path.indices.filter { path[$0] == "/" }.map { path[..<$0] } + [path[...]]
    }
}
