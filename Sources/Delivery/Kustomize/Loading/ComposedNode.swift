import Documents

extension NodeComposer {
    /// A part of a text as it has been read.
    struct Node {
        var value: Value
        /// What it is between brackets where it has blocks: kustomize writes none there, which is what changes them.
        var unfolded: Value?
        /// How deep it nests; a scalar has 0.
        var height = 0
        var cost = Cost()
    }

    /// What a part of a text comes to.
    struct Cost {
        var nodes = 0
        var bytes = 0
    }

    enum Anchor {
        /// Its node has begun and not ended; the number tells nodes apart.
        case open(Int)
        case closed(Node)
    }
}
