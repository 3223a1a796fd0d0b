/// A read-only view of files, for instance of one git commit.
///
/// Paths are relative to the tree's root and have `/` between their names; the root is `""`. `.`, `..` and doubled
/// slashes are normalised first. Guarantees of every implementation:
/// - nothing outside the tree is ever read: a path or symlink that leads out of it throws `.outsideTree`;
/// - symlinks inside the tree are followed, at most `TreePath.symlinkLimit` of them, in every component of a path;
/// - submodules are reported and never entered.
package protocol SourceTree: Sendable {
    /// What is at a path once symlinks are followed, under the name that was asked for; nil where nothing is, also
    /// where a symlink leads to nothing.
    func entry(at path: String) throws(SourceTreeError) -> SourceEntry?

    /// Where a path leads once symlinks are followed, as a path without any; nil where nothing is.
    func place(of path: String) throws(SourceTreeError) -> String?

    /// A directory's entries, sorted by the bytes of their names. Symlinks are listed as such, not followed.
    func list(_ directory: String) throws(SourceTreeError) -> [SourceEntry]

    /// A file's content; throws `.tooLarge`, without reading it, where it has more than `limit` bytes.
    func read(_ path: String, limit: Int) throws(SourceTreeError) -> [UInt8]
}

/// What a tree has at a path, without its content.
package struct SourceEntry: Sendable, Hashable {
    /// What git knows that an entry can be.
    package enum Kind: Sendable, Hashable {
        case file(executable: Bool)
        case directory
        case symlink
        case submodule
    }

    package var name: String
    package var kind: Kind
    /// Equal ids mean equal contents: git's object id, or what a tree of another kind has to tell contents apart.
    package var id: String
    /// In bytes, for files; nil where it is not known without reading.
    package var size: Int?

    package init(name: String, kind: Kind, id: String, size: Int? = nil) {
        self.name = name
        self.kind = kind
        self.id = id
        self.size = size
    }

    package var isFile: Bool {
        guard case .file = kind else { return false }
        return true
    }
}

/// Why a path of a tree cannot be read.
package struct SourceTreeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What stands at the path, or in the way to it.
    package enum Code: Sendable, Hashable {
        case notFound
        case outsideTree
        case symlinkLoop
        case tooLarge
        case notAFile
        case notADirectory
        case submodule
        case unreadable
    }

    package var code: Code
    package var path: String
    /// A sentence about the path that does not repeat it, for instance `is not a directory`.
    package var message: String

    package init(_ code: Code, path: String, _ message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    package var description: String { "\(path.isEmpty ? "the root of the tree" : "'\(path)'") \(message)" }
}

extension SourceTreeError {
    /// Nothing is there, nor at the end of a symbolic link.
    package static func notFound(_ path: String) -> Self { Self(.notFound, path: path, "does not exist") }
    /// A directory stands where a file was to be read.
    package static func notAFile(_ path: String) -> Self { Self(.notAFile, path: path, "is not a file") }
    /// A file stands where a directory was to be listed, or in the midst of the path.
    package static func notADirectory(_ path: String) -> Self { Self(.notADirectory, path: path, "is not a directory") }
    /// The path, or a symbolic link on it, leaves the tree, which is its own world.
    package static func outsideTree(_ path: String) -> Self { Self(.outsideTree, path: path, "leads out of the tree") }
    /// The files are those of another repository, which nobody has fetched.
    package static func submodule(_ path: String) -> Self {
        Self(.submodule, path: path, "is in a git submodule, and submodules are not fetched")
    }
    /// The file has more bytes than its reader takes; none of them was read.
    package static func tooLarge(_ path: String, limit: Int) -> Self {
        Self(.tooLarge, path: path, "is larger than \(limit) bytes")
    }
}
