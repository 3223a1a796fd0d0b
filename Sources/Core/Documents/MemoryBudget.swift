/// How much memory a piece of work may take, as its own parts reckon it: about what they hold, asked for before it is made
/// where that is possible.
///
/// Used on one thread at a time.
public final class MemoryBudget {
    /// What one value of a document takes besides its text.
    public static let bytesPerValue = 110

    public let limit: Int
    public private(set) var taken = 0
    /// Whether more has been asked for than there is.
    public private(set) var isExceeded = false

    public init(bytes: Int) { limit = bytes }

    public var left: Int { max(0, limit - taken) }

    /// Counts memory that is held from now on. False where that is too much; whoever asks has to end then.
    public func take(_ bytes: Int) -> Bool {
        taken += bytes
        return hasRoom(for: 0)
    }

    /// Whether something of this size may be made, to be let go of soon.
    public func hasRoom(for bytes: Int) -> Bool {
        if bytes > limit - taken { isExceeded = true }
        return bytes <= limit - taken
    }

    /// Makes room again for what was taken and is no longer held.
    public func giveBack(_ bytes: Int) { taken -= bytes }

    /// Bounds on a document, so that what is made of it fits into what is left.
    public func bounds(within limits: DocumentLimits) -> DocumentLimits {
        var bounds = limits
        bounds.nodes = min(limits.nodes, left / Self.bytesPerValue)
        // A text is there several times while it is decoded and taken apart.
        bounds.bytes = min(limits.bytes, left / 5)
        return bounds
    }

    /// Notes that a document was too large for these bounds.
    public func note(_ error: DocumentError.Code, of bounds: DocumentLimits, within limits: DocumentLimits) {
        if error == .limit, bounds != limits { noteShortage() }
    }

    /// Notes that something was given up for want of memory.
    public func noteShortage() { isExceeded = true }
}
