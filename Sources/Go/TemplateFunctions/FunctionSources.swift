package import GoTemplate
package import GoValues

/// Where functions get what does not follow from their arguments. A render's context is one.
///
/// Used on the render's thread only.
package protocol FunctionSources: AnyObject {
    /// The moment that `now` gives, since 1970 in UTC.
    func now(for call: FunctionCall) throws(GoError) -> (seconds: Int64, nanoseconds: Int)

    /// Bytes for passwords, identifiers and salts.
    func random(for call: FunctionCall) throws(GoError) -> any RandomByteSource

    /// Keys and certificates: what was made for an equal call before, or what is made now.
    ///
    /// - Parameter make: slow, and different each time. Its texts hold private keys. Gets bytes for serial numbers and the
    ///   present in seconds since 1970.
    func kept(
        for call: FunctionCall,
        make: (_ random: inout any RandomByteSource, _ present: Int64) throws(GoError) -> [GoString]
    ) throws(GoError) -> [GoString]
}

/// One call of a function that draws from the sources: what tells it from others, in this render and the next.
package struct FunctionCall: Sendable, Hashable {
    package var function: String
    package var place: SourcePlace
    /// The template whose output the call takes part in, where that is not the one it stands in; empty where nobody tells.
    package var template: String = ""
    /// The arguments as `%#v` prints them. They may hold secrets.
    package var arguments: GoString
}

/// An endless stream of bytes that nobody can guess.
package protocol RandomByteSource {
    mutating func next() -> UInt8
}

extension RandomByteSource {
    /// The next bytes, one after the other.
    package mutating func bytes(_ count: Int) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(count)
        for _ in 0..<count { bytes.append(next()) }
        return bytes
    }

    /// A number below a bound, which is not 0, each as likely as any other.
    package mutating func number(below bound: UInt64) -> UInt64 {
        let mask = UInt64.max >> UInt64((bound - 1).leadingZeroBitCount)
        let count = (64 - (bound - 1).leadingZeroBitCount + 7) / 8
        while true {
            var value: UInt64 = 0
            for _ in 0..<count { value = value << 8 | UInt64(next()) }
            if value & mask < bound { return value & mask }
        }
    }
}

extension Invocation {
    /// The call, for the sources.
    func call(_ function: String, _ arguments: [GoValue]) throws -> FunctionCall {
        let text = GoString(bytes: try GoFormat.sprintf("%#v", [.list(arguments)]))
        return FunctionCall(function: function, place: place, arguments: text)
    }

    func sources(_ function: String) throws(GoError) -> any FunctionSources {
        guard let sources = session.context as? any FunctionSources else {
            throw GoError("\(function) is not available: this render has neither a clock nor randomness")
        }
        return sources
    }

    func random(_ function: String, _ arguments: [GoValue]) throws -> any RandomByteSource {
        try sources(function).random(for: try call(function, arguments))
    }

    func now(_ function: String, _ arguments: [GoValue]) throws -> GoTime {
        let moment = try sources(function).now(for: try call(function, arguments))
        return GoTime(seconds: moment.seconds, nanoseconds: moment.nanoseconds, zone: .local)
    }
}
