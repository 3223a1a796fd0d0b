/// What a test waits for has not come in its time.
package struct Overdue: Error, CustomStringConvertible {
    package var description: String
}

/// Waits until `isSo`, and returns how long that took.
///
/// It is asked at once, and for the last time when `limit` has passed: with `.zero` exactly once. Errors count as "not yet".
/// What is thrown in the end says what was waited for, the last error and the `evidence`.
@discardableResult package func eventually(
    _ what: String, within limit: Duration = .seconds(120), evidence: @Sendable () async -> String = { "" },
    _ isSo: () async throws -> Bool
) async throws -> Duration {
    let start = ContinuousClock.now
    var lastError: (any Error)?
    while true {
        let isLast = start.duration(to: .now) >= limit
        do {
            if try await isSo() { return start.duration(to: .now) }
            lastError = nil
        } catch {
            lastError = error
        }
        if isLast { break }
        try await Task.sleep(for: .milliseconds(20))
    }
    let cause = lastError.map { "\nlast error: \($0)" } ?? ""
    throw Overdue(description: "not within \(limit): \(what)\(cause)\n\(await evidence())")
}
