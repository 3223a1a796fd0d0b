import Digests
import SourceTrees

/// What a render has read: of its own source, and of others by name.
struct RenderReads: Sendable, Hashable {
    private let own: ReadSet
    private let others: [String: ReadSet]

    init(own: ReadSet, others: [String: ReadSet]) {
        self.own = own
        self.others = others.filter { $0.value.count > 0 }
    }

    var count: Int { others.values.reduce(own.count) { $0 + $1.count } }

    var digest: Digest {
        var builder = Digest.Builder()
        builder.add(own.digest.hex)
        for (name, reads) in others.sorted(by: { $0.key < $1.key }) {
            builder.add(name)
            builder.add(reads.digest.hex)
        }
        return builder.finish()
    }

    func stillHold(in tree: any SourceTree, others trees: [String: any SourceTree]) -> Bool {
        own.stillHolds(in: tree)
            && others.allSatisfy { name, reads in trees[name].map { reads.stillHolds(in: $0) } ?? false }
    }
}

extension ReadSet {
    var count: Int { entries.count + places.count }
}
