import GoTemplate
import Synchronization

/// Parsed templates, kept across renders: charts change seldom, and applications share them.
///
/// Holds about as many bytes of sources as it is given; what was not asked for the longest goes first.
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
    func parsed(_ template: ScopedTemplate, functions: FunctionTable) throws(TemplateError) -> ParsedSource {
        let key = Key(path: template.path, source: template.source)
        if let known = known(key) { return known }
        let parsed = try ParsedSource(name: template.path, source: template.source, functions: functions)
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
        contents.withLock { contents in
            if contents.recentBytes + key.source.count > turnBytes {
                contents.older = contents.recent
                contents.recent = [:]
                contents.recentBytes = 0
            }
            if contents.recent.updateValue(parsed, forKey: key) == nil { contents.recentBytes += key.source.count }
        }
    }
}
