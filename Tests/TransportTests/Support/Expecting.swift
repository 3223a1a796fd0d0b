import Foundation
import Testing

@testable import Transport

extension HTTPResponse {
    var text: String { String(decoding: body, as: UTF8.self) }
}

/// The error's code, or `nil` where nothing was thrown.
func code(of body: () async throws -> some Any) async -> TransportError.Code? {
    do {
        _ = try await body()
        return nil
    } catch {
        return (error as? TransportError)?.code
    }
}

/// Runs `body` on a plain thread and waits for it.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
        Thread.detachNewThread { continuation.resume(returning: body()) }
    }
}

extension TransportError {
    static let example = TransportError(.interrupted, "the connection broke")
}

extension HTTPRequest {
    static func example(
        _ method: String = "GET", url: String = "https://a.test/x", headers: HTTPHeaders = [:],
        total: Duration? = nil, retry: RetryPolicy = .none, followRedirects: Int = 0
    ) -> HTTPRequest {
        HTTPRequest(
            method: method, url: url, headers: headers,
            timeouts: HTTPTimeouts(total: total, connect: .seconds(1), idle: nil), responseLimit: 100, retry: retry,
            followRedirects: followRedirects)
    }
}
