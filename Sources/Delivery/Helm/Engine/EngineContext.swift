import GoTemplate
package import GoValues
import TemplateFunctions

/// Answers a chart's `lookup`: one object or, without a name, a list; an empty map where there is nothing.
package typealias ChartLookup = (
    _ apiVersion: String, _ kind: String, _ namespace: String, _ name: String
) throws(GoError) -> GoValue

/// What the functions of a render share.
final class EngineContext: FunctionSources {
    /// How often each template is inside itself right now.
    var includes: [GoString: Int] = [:]
    /// The path of the template that is being rendered. A helper may be called from many: what it draws for one of them
    /// must not depend on what it draws for others.
    var template = ""
    /// Nil where there is no cluster to ask.
    let lookup: ChartLookup?
    /// What `tpl` has parsed so far: charts have the same values rendered in many places.
    private var parsedTexts: [GoString: ParsedSource] = [:]
    private var parsedBytes = 0
    /// What texts that are kept may take. Charts have some thousands.
    private static let parsedLimit = 8 << 20

    private let sources: any FunctionSources

    init(sources: any FunctionSources, lookup: ChartLookup?) {
        self.sources = sources
        self.lookup = lookup
    }

    /// The template that a text is; nil where it was not kept.
    func parsedText(_ text: GoString) -> ParsedSource? { parsedTexts[text] }

    /// False where there is no room.
    func keep(_ parsed: ParsedSource, of text: GoString) -> Bool {
        guard parsedBytes + parsed.bytes <= Self.parsedLimit else { return false }
        parsedTexts[text] = parsed
        parsedBytes += parsed.bytes
        return true
    }

    func now(for call: FunctionCall) throws(GoError) -> (seconds: Int64, nanoseconds: Int) {
        try sources.now(for: completed(call))
    }

    func random(for call: FunctionCall) throws(GoError) -> any RandomByteSource {
        try sources.random(for: completed(call))
    }

    func kept(
        for call: FunctionCall,
        make: (_ random: inout any RandomByteSource, _ present: Int64) throws(GoError) -> [GoString]
    ) throws(GoError) -> [GoString] {
        try sources.kept(for: completed(call), make: make)
    }

    private func completed(_ call: FunctionCall) -> FunctionCall {
        var call = call
        call.template = template
        return call
    }
}
