import GoValues
import TemplateFunctions

/// What the functions of a render share.
final class EngineContext: FunctionSources {
    /// How often each template is inside itself right now.
    var includes: [GoString: Int] = [:]
    private let sources: any FunctionSources

    init(sources: any FunctionSources) { self.sources = sources }

    func now(for call: FunctionCall) throws(GoError) -> (seconds: Int64, nanoseconds: Int) {
        try sources.now(for: call)
    }

    func random(for call: FunctionCall) throws(GoError) -> any RandomByteSource { try sources.random(for: call) }

    func kept(
        for call: FunctionCall,
        make: (_ random: inout any RandomByteSource, _ present: Int64) throws(GoError) -> [GoString]
    ) throws(GoError) -> [GoString] {
        try sources.kept(for: call, make: make)
    }
}
