package import Digests
package import Documents
internal import JQPaths

/// The secret that makes this installation's digests unlike any other's.
///
/// Digests of objects stand in status, where people read them who may not read Secrets. Keyed, they tell such a reader
/// nothing, not even whether a guess at a Secret's content is right.
package struct DigestKey: Sendable {
    private let bytes: [UInt8]

    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// A key for another purpose: who knows it learns nothing of this one.
    package func derived(for purpose: String) -> [UInt8] {
        var builder = Digest.KeyedBuilder(key: bytes)
        builder.add(purpose)
        return Array(builder.finish().hex.utf8)
    }

    /// A digest that tells nothing of the contents to who can guess them.
    package func digest(of digest: Digest) -> Digest {
        var builder = Digest.KeyedBuilder(key: bytes)
        builder.add(digest.hex)
        return builder.finish()
    }

    /// The digest of what a manifest says, with the fields that its application has us ignore.
    package func digest(of manifest: Value, ignoring ignored: IgnoredFields) -> UInt64 {
        var builder = Digest.KeyedBuilder(key: bytes)
        builder.add(manifest.jsonBytes(sortedKeys: true))
        builder.add(ignored.digestText)
        return builder.finish().prefix64
    }

    /// The digest of a live object projected on the fields that `manager` applied: it changes when one of those is
    /// changed, removed, or taken over with another value, and with nothing else.
    package func projection(of live: Value, manager: String, ignoring ignored: IgnoredFields) -> UInt64 {
        var builder = Digest.KeyedBuilder(key: bytes)
        builder.add(ignored.isEmpty ? Projection.text(live, manager) : Projection.text(live, manager, ignored))
        return builder.finish().prefix64
    }
}

/// What the digest of a live object is made of.
private enum Projection {
    static func text(_ live: Value, _ manager: String) -> [UInt8] {
        var text: [UInt8] = []
        OwnedFields.applied(by: manager, in: live).forEachLeaf(in: live, enter: { _ in true }) { leaf in
            append(leaf, leaf.value, to: &text)
        }
        return text
    }

    /// Without what is ignored.
    ///
    /// Who changes an ignored part of a field that has one holder as a whole, as most lists in custom resources have, becomes
    /// its holder. So of such a field the rest counts, whoever has it.
    static func text(_ live: Value, _ manager: String, _ ignored: IgnoredFields) -> [UInt8] {
        let named = PathTree(ignored.paths(in: live))
        var text: [UInt8] = []
        var parts: Set<[UInt8]> = []
        func note(_ leaf: OwnedFields.Leaf, without tree: PathTree) {
            var text: [UInt8] = []
            append(leaf, leaf.value.map(tree.removing), to: &text)
            parts.insert(text)
        }
        let isCounted = { (path: [String]) in named.at(path)?.isNamed != true }
        OwnedFields.applied(by: manager, in: live).forEachLeaf(in: live, enter: isCounted) { leaf in
            if !leaf.isMembership, let tree = named.at(leaf.path) {
                note(leaf, without: tree)
            } else {
                append(leaf, leaf.value, to: &text)
            }
        }
        let held = OwnedFields.held(in: live)
        held.forEachLeaf(in: live, enter: { named.at($0)?.isNamed == false }) { leaf in
            guard !leaf.isMembership, leaf.value != nil, let tree = named.at(leaf.path) else { return }
            if !held.isDivided(leaf.fields) { note(leaf, without: tree) }
        }
        return parts.sorted { $0.lexicographicallyPrecedes($1) }.reduce(into: text) { $0 += $1 }
    }

    private static func append(_ leaf: OwnedFields.Leaf, _ value: Value?, to text: inout [UInt8]) {
        for field in leaf.fields {
            text.append(contentsOf: field.utf8)
            text.append(0)
        }
        if let value { text.append(contentsOf: value.jsonBytes(sortedKeys: true)) }
        text.append(1)
    }
}
