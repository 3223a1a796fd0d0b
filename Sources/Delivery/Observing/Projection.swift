package import Digests
package import Documents

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
        var text: [UInt8] = []
        let leaveOut = ignored.isEmpty ? [] : ignored.paths(in: live)
        OwnedFields.applied(by: manager, in: live).forEachLeaf(in: live, enter: { !leaveOut.contains($0) }) { leaf in
            for field in leaf.fields {
                text.append(contentsOf: field.utf8)
                text.append(0)
            }
            if let value = leaf.value { text.append(contentsOf: value.jsonBytes(sortedKeys: true)) }
            text.append(1)
        }
        builder.add(text)
        return builder.finish().prefix64
    }
}
