package import GoValues

/// The clock that is given and the system's randomness, as Helm itself has them: each render is another.
package final class NativeSources: FunctionSources {
    private let clock: () -> (seconds: Int64, nanoseconds: Int)

    /// - Parameter clock: the time since 1970 in UTC.
    package init(clock: @escaping () -> (seconds: Int64, nanoseconds: Int)) { self.clock = clock }

    package func now(for call: FunctionCall) -> (seconds: Int64, nanoseconds: Int) { clock() }

    package func random(for call: FunctionCall) -> any RandomByteSource { SystemBytes() }

    package func kept(
        for call: FunctionCall, make: (inout any RandomByteSource, Int64) throws(GoError) -> [GoString]
    ) throws(GoError) -> [GoString] {
        var random: any RandomByteSource = SystemBytes()
        return try make(&random, clock().seconds)
    }
}

/// The system's randomness.
struct SystemBytes: RandomByteSource {
    private var generator = SystemRandomNumberGenerator()

    mutating func next() -> UInt8 { generator.next() }
}

/// For renders that have to be the same each time by themselves: whatever would differ is refused.
package final class RefusingSources: FunctionSources {
    package init() {}

    private func refusal(_ call: FunctionCall) -> GoError {
        GoError(
            "\(call.function) would give another result with each render, which this application refuses: give the chart "
                + "the value instead")
    }

    package func now(for call: FunctionCall) throws(GoError) -> (seconds: Int64, nanoseconds: Int) {
        throw refusal(call)
    }

    package func random(for call: FunctionCall) throws(GoError) -> any RandomByteSource { throw refusal(call) }

    package func kept(
        for call: FunctionCall, make: (inout any RandomByteSource, Int64) throws(GoError) -> [GoString]
    ) throws(GoError) -> [GoString] { throw refusal(call) }
}
