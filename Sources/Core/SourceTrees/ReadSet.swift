package import Digests

/// What somebody who read a tree found there, by path. Where all of it is found again in another tree, reading that one
/// the same way gives the same.
///
/// Symlinks need no entry of their own: a path is recorded with what its symlinks led to. Only where somebody asked for the
/// place itself, because other paths start from there, that counts, too.
package struct ReadSet: Sendable, Hashable {
    /// What was found at a path.
    package enum Sighting: Sendable, Hashable {
        case absent
        /// A file or submodule.
        case found(SourceEntry.Kind, id: String)
        /// A directory that was seen, but not listed.
        case directory
        /// A directory with the names and kinds in it. Its id only saves a second listing where even that is the same.
        case listing(Digest, id: String)
        case failure(SourceTreeError.Code)
    }

    /// By normalised path.
    package var entries: [String: Sighting]
    /// Where paths led to that have symlinks on them.
    package var places: [String: String]

    package init(_ entries: [String: Sighting] = [:], places: [String: String] = [:]) {
        self.entries = entries
        self.places = places
    }

    /// Whether whoever made this reading would see the same in another tree. What cannot be read there has changed.
    package func stillHolds(in tree: some SourceTree) -> Bool {
        let arePlacesSame = places.allSatisfy { path, place in (try? tree.place(of: path)) == place }
        return arePlacesSame
            && entries.allSatisfy { path, sighting in
                let entry = Result { () throws(SourceTreeError) in try tree.entry(at: path) }
                if case .listing(let digest, let id) = sighting {
                    guard case .success(let found?) = entry, found.kind == .directory else { return false }
                    return found.id == id || ReadSet.digest(of: try? tree.list(path)) == digest
                }
                return Sighting(entry) == sighting
            }
    }

    /// Of what was found. Equal digests mean that one holds where the other does.
    package var digest: Digest {
        var builder = Digest.Builder()
        for (path, sighting) in entries.sorted(by: { $0.key < $1.key }) {
            builder.add(path)
            builder.add(sighting.text)
        }
        for (path, place) in places.sorted(by: { $0.key < $1.key }) {
            builder.add(path)
            builder.add(place)
        }
        return builder.finish()
    }

    static func digest(of listing: [SourceEntry]?) -> Digest? {
        guard let listing else { return nil }
        var builder = Digest.Builder()
        for entry in listing {
            builder.add(entry.name)
            builder.add("\(entry.kind)")
        }
        return builder.finish()
    }
}

extension ReadSet.Sighting {
    fileprivate var text: String {
        switch self {
        case .absent: "absent"
        case .found(let kind, let id): "\(kind) \(id)"
        case .directory: "directory"
        case .listing(let digest, _): "listing \(digest.hex)"
        case .failure(let code): "failure \(code)"
        }
    }

    init(_ entry: Result<SourceEntry?, SourceTreeError>) {
        switch entry {
        case .success(nil): self = .absent
        case .success(let entry?) where entry.kind == .directory: self = .directory
        case .success(let entry?): self = .found(entry.kind, id: entry.id)
        case .failure(let error): self = .failure(error.code)
        }
    }
}
