import FoundationEssentials
import GoValues

/// `.Files`: the files of a chart that are nothing else.
final class FilesObject: GoObject {
    private let map: GoMap
    private let use: FileUse?

    init(_ files: [ChartFile], use: FileUse? = nil) {
        self.use = use
        var entries: [GoString: GoValue] = [:]
        for file in files { entries[GoString(file.name)] = .bytes(file.data) }
        map = GoMap(entries, type: .bytes)
    }

    private init(_ entries: [GoString: GoValue]) {
        use = nil
        map = GoMap(entries, type: .bytes)
    }

    var typeName: String { "engine.files" }
    var kindName: String { "map" }

    var underlying: GoValue? {
        use?.note()
        return .map(map)
    }

    /// A file by its name where a template has it as a field's. One that is not there is empty.
    func field(_ name: String) -> GoValue? {
        use?.note()
        return map[GoString(name)] ?? .bytes([])
    }

    func method(_ name: String) -> GoMethod? {
        use?.note()
        return switch name {
        case "Get": method { .string(GoString(bytes: $0.content($1))) }
        case "GetBytes": method { .bytes($0.content($1)) }
        case "Lines":
            GoMethod(GoSignature(.string)) { [self] arguments throws(GoError) in
                try lines(arguments.first?.text ?? "")
            }
        case "Glob":
            GoMethod(GoSignature(.string)) { [self] arguments throws(GoError) in
                .object(try matching(arguments.first?.text ?? ""))
            }
        case "AsConfig": GoMethod(GoSignature()) { [self] _ in .string(asYAML { .string(GoString(bytes: $0)) }) }
        case "AsSecrets":
            GoMethod(GoSignature()) { [self] _ in .string(asYAML { .string(Data($0).base64EncodedString()) }) }
        default: nil
        }
    }

    private func method(_ body: @escaping (FilesObject, GoString) -> GoValue) -> GoMethod {
        GoMethod(GoSignature(.string)) { [self] arguments in body(self, arguments.first?.text ?? "") }
    }

    /// Nothing for a file that is not there.
    private func content(_ name: GoString) -> [UInt8] {
        guard case .bytes(let bytes)? = map[name] else { return [] }
        return bytes
    }

    private func lines(_ name: GoString) throws(GoError) -> GoValue {
        var content = content(name)
        guard map[name] != nil else { return .strings([]) }
        // Helm stumbles over a file without any.
        guard !content.isEmpty else { throw GoError("runtime error: index out of range [-1]") }
        if content.last == UInt8(ascii: "\n") { content.removeLast() }
        return .strings(
            content.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).map { GoString($0) })
    }

    /// A pattern that cannot be read matches everything, as in Helm.
    private func matching(_ pattern: GoString) throws(GoError) -> FilesObject {
        guard pattern.count <= FilePattern.longest else {
            throw .limit("Files.Glob: the pattern is longer than \(FilePattern.longest) bytes")
        }
        guard let pattern = try? FilePattern(pattern.string) else { return self }
        return FilesObject(map.entries.filter { pattern.matches($0.key.string) })
    }

    /// The files by their last names. Of several with the same, Helm takes any; here it is the last by its path.
    private func asYAML(_ value: ([UInt8]) -> GoValue) -> GoString {
        let result = GoMap(type: .string)
        for name in map.sortedKeys {
            result[GoString(FilePath.baseName(name.string))] = value(content(name))
        }
        return ChartYAML.text(.map(result))
    }
}
