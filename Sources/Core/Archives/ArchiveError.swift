/// Why a compressed archive cannot be read.
package struct ArchiveError: Error, Sendable, Hashable, CustomStringConvertible {
    /// Whether another archive would do, or another bound.
    package enum Code: Sendable, Hashable {
        /// Not what its format says: cut short, or no archive at all.
        case malformed
        /// A bound on the size of what comes out, or on the number of entries, was passed.
        case limit
        /// Well-formed, with something in it that we do not take.
        case unsupported
    }

    package var code: Code
    /// Lower case, no full stop.
    package var message: String

    package init(_ code: Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}
