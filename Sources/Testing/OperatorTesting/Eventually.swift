import FoundationEssentials

/// Something is not as a test needs it.
package struct Unexpected: Error, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }
}

/// Waits until `isSo`, at most `within`, and returns how long that took.
///
/// Errors count as "not yet". What is thrown in the end says what was waited for, the last error and the `evidence`.
@discardableResult package func eventually(
    _ what: String, within limit: Duration = .seconds(30), evidence: @Sendable () async -> String = { "" },
    _ isSo: () async throws -> Bool
) async throws -> Duration {
    let start = ContinuousClock.now
    var lastError: (any Error)?
    while true {
        do {
            if try await isSo() { return start.duration(to: .now) }
            lastError = nil
        } catch {
            lastError = error
        }
        guard start.duration(to: .now) < limit else { break }
        try await Task.sleep(for: .milliseconds(20))
    }
    let cause = lastError.map { "\nlast error: \($0)" } ?? ""
    throw Unexpected("not within \(limit): \(what)\(cause)\n\(await evidence())")
}

/// Makes sure that something stays so for a while.
package func always(
    _ what: String, for period: Duration, evidence: @Sendable () async -> String = { "" },
    _ isSo: () async throws -> Bool
) async throws {
    let start = ContinuousClock.now
    while start.duration(to: .now) < period {
        guard try await isSo() else {
            throw Unexpected("no longer after \(start.duration(to: .now)): \(what)\n\(await evidence())")
        }
        try await Task.sleep(for: .milliseconds(50))
    }
}
