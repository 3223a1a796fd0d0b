import Documents
import GoTemplate
import Synchronization

/// Parsed templates, kept across renders: charts change seldom, and applications share them.
///
/// Takes about as many bytes of memory as it is given, which is many times that of the sources; what was not asked for the longest goes first.
package final class TemplateCache: Sendable {
    private struct Key: Hashable {
        let path: String
        let source: [UInt8]
    }

    private struct Contents {
        /// What was asked for since the last turn.
        var recent: [Key: ParsedSource] = [:]
        /// What was asked for in the turn before.
        var older: [Key: ParsedSource] = [:]
        var recentBytes = 0
    }

    private let contents = Mutex(Contents())
    private let turnBytes: Int

    package init(bytes: Int) { turnBytes = bytes / 2 }

    /// - Parameter functions: always the same for one cache.
    func parsed(
        _ template: ScopedTemplate, functions: FunctionTable, memory: MemoryBudget
    ) throws(TemplateError) -> ParsedSource {
        let key = Key(path: template.path, source: template.source)
        if let known = known(key) { return known }
        let parsed = try ParsedSource(
            name: template.path, source: template.source, functions: functions, memory: memory)
        keep(parsed, key)
        return parsed
    }

    private func known(_ key: Key) -> ParsedSource? {
        if let recent = contents.withLock({ $0.recent[key] }) { return recent }
        guard let older = contents.withLock({ $0.older[key] }) else { return nil }
        keep(older, key)
        return older
    }

    private func keep(_ parsed: ParsedSource, _ key: Key) {
        guard parsed.bytes <= turnBytes / 4 else { return }
        contents.withLock { contents in
            if contents.recentBytes + parsed.bytes > turnBytes {
                contents.older = contents.recent
                contents.recent = [:]
                contents.recentBytes = 0
            }
            if contents.recent.updateValue(parsed, forKey: key) == nil { contents.recentBytes += parsed.bytes }
        }
    }
}
