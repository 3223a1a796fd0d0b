/// Names of references as a remote's list has them.
enum ReferenceName {
    static let head = "HEAD"
    static let branches = "refs/heads/"
    static let tags = "refs/tags/"
    /// Stands behind a tag's name where the list tells what the tag points to.
    static let peeled = "^{}"
    /// In bytes. File systems bound the parts of a name by 255, and so do resources the names that are asked for.
    static let limit = 512

    /// Source: git-check-ref-format(1), as far as these mean something else where a name is a part of a refspec or of a status.
    private static let isForbidden = (UInt8.min ... .max).map {
        $0 < 0x20 || $0 == 0x7F || #" ~^:?*[\"#.utf8.contains($0)
    }

    /// Nil where it is none that git would make, or longer than any that people do: nobody looks for such a name, and it would
    /// deceive who reads it.
    static func read(_ bytes: some Collection<UInt8>) -> String? {
        guard bytes.count <= limit, !bytes.contains(where: { isForbidden[Int($0)] }),
            let name = String(validating: bytes, as: UTF8.self), name == head || name.hasPrefix("refs/"),
            !name.unicodeScalars.contains(where: { (0x80...0x9F).contains($0.value) })
        else { return nil }
        return name
    }
}
