import Commands
import Documents
import FoundationEssentials
import Migration

/// The YAML files of a folder, for `martlet migrate -f`.
struct CheckoutFiles {
    /// Of more, or of larger ones, a person converts a part at a time.
    private static let most = 20_000
    private static let mostBytes = 4 << 20

    let folder: URL

    init(_ path: String) { folder = URL(filePath: path).standardizedFileURL }

    /// In the order of their paths; links and git's own files do not count.
    func read() throws -> [FileConversion.File] {
        var files: [FileConversion.File] = []
        try read("", into: &files)
        return files
    }

    private func read(_ path: String, into files: inout [FileConversion.File]) throws {
        let here = path.isEmpty ? folder : folder.appending(path: path)
        for name in try FileManager.default.contentsOfDirectory(atPath: here.path).sorted() where name != ".git" {
            let place = path.isEmpty ? name : "\(path)/\(name)"
            let file = folder.appending(path: place).path
            let attributes = try FileManager.default.attributesOfItem(atPath: file)
            switch attributes[.type] as? FileAttributeType {
            case .typeDirectory?: try read(place, into: &files)
            case .typeRegular? where name.hasSuffix(".yaml") || name.hasSuffix(".yml"):
                guard files.count < Self.most else {
                    throw CommandError(.failed, "there are more than \(Self.most) files")
                }
                guard (attributes[.size] as? Int ?? 0) <= Self.mostBytes else {
                    print("\(place.visible): is larger than \(Self.mostBytes) bytes, and stays as it is")
                    continue
                }
                if let text = String(validating: try Data(contentsOf: URL(filePath: file)), as: UTF8.self) {
                    files.append(FileConversion.File(path: place, text: text))
                }
            default: break
            }
        }
    }

    func write(_ file: FileConversion.File) throws {
        try Data(file.text.utf8).write(to: folder.appending(path: file.path))
    }
}
