package import Documents
package import GoValues

/// Bounds on one render, all templates together. The caller chooses all of them.
package struct RenderLimits: Sendable, Hashable {
    /// How many statements, commands and iterations may be executed. Functions charge for what they do beside.
    package var steps: Int
    /// How many bytes may be written, those of inner templates and of texts that functions make included, whether or not they
    /// are still held.
    package var bytes: Int
    /// How deep templates, blocks and parentheses may nest while they are executed. The stack of the thread has to hold them:
    /// a template inside a template by way of a function takes about 1.5 KiB, without optimisation 7 KiB.
    package var depth: Int

    package init(steps: Int, bytes: Int, depth: Int) {
        self.steps = steps
        self.bytes = bytes
        self.depth = depth
    }
}

/// One render: the budget that all its templates share, and what its functions need to know.
///
/// Used on one thread at a time. At its end the maps that functions changed are emptied: a map may have come to hold itself,
/// and would never be freed.
package final class RenderSession {
    /// Why a render that was under way was ended.
    package enum Interruption: Sendable, Hashable {
        case timedOut
        case cancelled
    }

    /// What the render's functions need beside their arguments. They know its type.
    package let context: AnyObject?
    /// What the render holds.
    package let memory: MemoryBudget
    /// Told of what writes the output; nil where nobody asks.
    let recorder: OutputRecorder?

    private let limits: RenderLimits
    private let interruption: () -> Interruption?
    private var stepsLeft: Int
    private var bytesLeft: Int
    private var stepsToCheck = 0
    /// How deep the execution is nested.
    var depth = 0
    private var changed: [ObjectIdentifier: GoMap] = [:]
    private var bytesTaken = 0

    /// How many steps pass between two looks at the clock.
    private static let checkInterval = 2_048

    /// - Parameters:
    ///   - memory: for this render, and for whatever else shares it.
    ///   - recorder: told of what writes the output; nil where nobody asks.
    ///   - interruption: asked now and then whether the render has to end.
    package init(
        limits: RenderLimits, memory: MemoryBudget, context: AnyObject?, recorder: OutputRecorder? = nil,
        interruption: @escaping () -> Interruption?
    ) {
        self.limits = limits
        self.memory = memory
        self.context = context
        self.recorder = recorder
        self.interruption = interruption
        stepsLeft = limits.steps
        bytesLeft = limits.bytes
    }

    deinit {
        for map in changed.values { map.entries = [:] }
        memory.giveBack(bytesTaken)
    }

    /// Counts work. A function that does more than look at its arguments charges for it, before it does it.
    package func charge(steps: Int) throws(TemplateError) {
        stepsLeft &-= steps
        stepsToCheck &-= steps
        if stepsLeft < 0 || stepsToCheck < 0 { try check() }
    }

    /// Counts bytes that are about to be made. A function charges for long texts before it makes them.
    package func charge(bytes: Int) throws(TemplateError) {
        bytesLeft &-= bytes
        if bytesLeft < 0 || bytes > limits.bytes {
            throw TemplateError(.limit, "the output is too large: templates may write \(limits.bytes) bytes in all")
        }
        bytesTaken += bytes
        guard memory.take(bytes) else { throw tooMuch }
        try charge(steps: bytes >> 6)
    }

    /// Notes that a function put values into a map that was there before.
    package func didChange(_ map: GoMap) throws(TemplateError) {
        changed[ObjectIdentifier(map.original)] = map.original
        guard memory.update(map) else { throw tooMuch }
    }

    /// Counts the lists and maps in a value, for as long as they live.
    package func hold(_ value: GoValue) throws(TemplateError) {
        guard memory.hold(value) else { throw tooMuch }
    }

    /// Counts memory that is given back later.
    package func hold(bytes: Int) throws(TemplateError) {
        guard memory.take(bytes) else {
            memory.giveBack(bytes)
            throw tooMuch
        }
    }

    /// Stops before something of this size is made.
    package func requireRoom(for bytes: Int) throws(TemplateError) {
        guard memory.hasRoom(for: bytes) else { throw tooMuch }
    }

    private var tooMuch: TemplateError {
        TemplateError(
            .limit, "the templates take too much memory: values and texts may take \(memory.limit) bytes at a time")
    }

    func enter() throws(TemplateError) {
        depth += 1
        if depth > limits.depth {
            throw TemplateError(.limit, "templates are nested too deep: \(limits.depth) levels are allowed")
        }
    }

    func leave() { depth -= 1 }

    private func check() throws(TemplateError) {
        stepsToCheck = Self.checkInterval
        if stepsLeft < 0 {
            throw TemplateError(.limit, "the templates take too many steps: \(limits.steps) are allowed")
        }
        switch interruption() {
        case nil: return
        case .timedOut: throw TemplateError(.timedOut, "the templates took too long")
        case .cancelled: throw TemplateError(.cancelled, "the render was cancelled")
        }
    }
}
