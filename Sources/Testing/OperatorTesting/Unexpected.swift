/// Something is not as a test needs it.
package struct Unexpected: Error, CustomStringConvertible {
    package var description: String

    package init(_ description: String) { self.description = description }
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
