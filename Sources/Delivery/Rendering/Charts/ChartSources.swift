import FoundationEssentials
import GoValues
import TemplateFunctions

/// Randomness and time for the charts of one application, so that they render to the same each time.
///
/// Keys and certificates are refused so far: they cannot be derived, and have to be kept somewhere.
final class ChartSources: FunctionSources {
    private let sources: KeyedSources

    /// - Parameter time: what `now` gives, in seconds since 1970.
    init(key: RandomnessKey, scope: String, time: Int64) {
        sources = KeyedSources(key: key.bytes, scope: scope, kept: KeptResults()) { (time, 0) }
    }

    func now(for call: FunctionCall) -> (seconds: Int64, nanoseconds: Int) { sources.now(for: call) }

    func random(for call: FunctionCall) -> any RandomByteSource { sources.random(for: call) }

    func kept(
        for call: FunctionCall,
        make: (_ random: inout any RandomByteSource, _ present: Int64) throws(GoError) -> [GoString]
    ) throws(GoError) -> [GoString] {
        throw GoError(
            "\(call.function) would make another key with each render, and this version cannot keep keys; give the chart "
                + "one by its values, or set spec.source.helm.randomness to Native to have it made anew with each render"
        )
    }
}

extension ChartOptions {
    /// - Parameter chart: its name; other charts draw other bytes.
    func sources(for chart: String) -> any FunctionSources {
        switch randomness {
        case .keyed(let key, let scope): ChartSources(key: key, scope: "\(scope) \(chart)", time: time)
        case .native: NativeSources(clock: ChartOptions.systemTime)
        case .refused: RefusingSources()
        }
    }

    private static func systemTime() -> (seconds: Int64, nanoseconds: Int) {
        let now = Date().timeIntervalSince1970
        return (Int64(now), Int((now - now.rounded(.down)) * 1e9))
    }
}
