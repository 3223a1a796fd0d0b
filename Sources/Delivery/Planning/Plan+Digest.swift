package import Digests
internal import Documents

extension Plan {
    /// Of what waits to be confirmed; nil where nothing does. Another object makes it another, and so does one made anew.
    package var confirmation: Digest? {
        let objects = kept.filter { $0.action == .keep(.unconfirmed) }
        guard !objects.isEmpty else { return nil }
        var builder = Digest.Builder()
        for object in objects {
            builder.add(object.id.description)
            builder.add(object.live?.uid ?? "")
        }
        return builder.finish()
    }

    /// Of what it would do: equal digests mean the same writes, of the same contents, to the same objects. What would only be applied
    /// again as it is makes no difference, nor does what is put off.
    ///
    /// - Parameter desired: what the plan was made for.
    package func digest(of desired: [DesiredObject]) -> Digest {
        var builder = Digest.Builder()
        for object in applies.joined() where object.action != .update(.resync) {
            builder.add("apply")
            builder.add(object.id.description)
            builder.add(object.version)
            builder.add(object.desiredIndex.map { String(desired[$0].digest, radix: 16) } ?? "")
        }
        let deleted = (deletes + postponed).joined().map { (object: $0, name: $0.id.description) }
        for object in deleted.sorted(by: { $0.name < $1.name }).map(\.object) {
            builder.add("delete")
            builder.add(object.id.description)
            builder.add(object.live?.uid ?? "")
        }
        return builder.finish()
    }
}
