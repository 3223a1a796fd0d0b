import GoValues
import Surroundings
import TemplateFunctions

/// Randomness, keys and time for the charts of one application, so that they render to the same each time.
final class ApplicationSources: FunctionSources {
    private let sources: KeyedSources
    private let exchange: RenderExchange

    init(key: RandomnessKey, scope: String, exchange: RenderExchange) {
        var kept = KeptResults()
        if case .known(let state) = exchange.kept { kept = state.results }
        let present = exchange.present
        sources = KeyedSources(key: key.bytes, scope: scope, kept: kept) { (present, 0) }
        self.exchange = exchange
        exchange.add(sources)
    }

    func now(for call: FunctionCall) throws(GoError) -> (seconds: Int64, nanoseconds: Int) {
        try exchange.requireKept(for: call.function)
        return sources.now(for: call)
    }

    func random(for call: FunctionCall) -> any RandomByteSource { sources.random(for: call) }

    func kept(
        for call: FunctionCall,
        make: (_ random: inout any RandomByteSource, _ present: Int64) throws(GoError) -> [GoString]
    ) throws(GoError) -> [GoString] {
        try exchange.requireKept(for: call.function)
        return try sources.kept(for: call, make: make)
    }
}

extension ChartOptions {
    /// - Parameter chart: its name; other charts draw other bytes.
    func sources(for chart: String, _ exchange: RenderExchange) -> any FunctionSources {
        switch randomness {
        case .keyed(let key, let scope): ApplicationSources(key: key, scope: "\(scope) \(chart)", exchange: exchange)
        case .native: NativeSources(clock: ChartOptions.systemTime)
        case .refused: RefusingSources()
        }
    }

    private static func systemTime() -> (seconds: Int64, nanoseconds: Int) {
        let now = Surroundings.system.secondsSince1970
        return (Int64(now), Int((now - now.rounded(.down)) * 1e9))
    }
}
