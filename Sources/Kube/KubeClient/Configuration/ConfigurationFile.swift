import FoundationEssentials
import KubeModel

/// Files that a configuration names.
enum ConfigurationFile {
    static func bytes(_ path: String) throws(KubeError) -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw KubeError(.configuration, "cannot read \(path); does it exist, and may this user read it?")
        }
    }

    /// Without white space around it; an empty file is refused.
    static func text(_ path: String) throws(KubeError) -> String {
        let text = String(decoding: try bytes(path), as: UTF8.self)
        let trimmed = text.drop(while: \.isWhitespace)
        guard let last = trimmed.lastIndex(where: { !$0.isWhitespace }) else {
            throw KubeError(.configuration, "\(path) is empty")
        }
        return String(trimmed[...last])
    }

    static func exists(_ path: String) -> Bool { FileManager.default.fileExists(atPath: path) }

    /// A path of a file, as seen from the folder of the file that names it.
    static func resolve(_ path: String, from folder: String) -> String {
        path.hasPrefix("/") || folder.isEmpty ? path : "\(folder)/\(path)"
    }

    /// A path that a person gives, as seen from where they are.
    static func absolute(_ path: String) -> String {
        resolve(path, from: FileManager.default.currentDirectoryPath)
    }

    static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "" }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }
}
