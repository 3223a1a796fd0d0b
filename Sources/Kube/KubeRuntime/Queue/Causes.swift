/// Why a key is to be worked on: a set whose members the queue's owner defines, one bit each.
///
/// Causes travel with the key's entry. Those of several adds become one set, so that none hides another, and whoever takes
/// the key gets all of them.
package struct Causes: OptionSet, Sendable, Hashable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) { self.rawValue = rawValue }
}
