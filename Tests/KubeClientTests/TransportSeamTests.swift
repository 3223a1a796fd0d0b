import Documents
import KubeModel
import Logging
import Metrics
import Synchronization
import Testing
import Transport

@testable import KubeClient

/// What a client asks of the transport that it stands on.
@Suite struct TransportSeamTests {
    private func client(_ transport: ScriptedTransport) -> KubeClient {
        KubeClient(
            configuration: KubeConfiguration(
                server: "https://cluster.test/prefix", tls: .system, credentials: .token(Redacted("t0ken")),
                namespace: nil, proxy: nil), transport: transport, metrics: Metrics(), userAgent: "tests/1",
            logger: Logger(label: "tests") { _ in SwiftLogNoOpLogHandler() })
    }

    @Test("a request goes out whole: address, login, identity, kind of body")
    func request() async throws {
        let transport = ScriptedTransport([.success((200, #"{"kind":"ConfigMap"}"#))])
        _ = try await client(transport).impersonating(serviceAccount: "a", namespace: "n").apply(
            .configMaps, ObjectKey(namespace: "n", name: "c"), body: ["kind": "ConfigMap"], fieldManager: "m",
            force: true, dryRun: true)
        let sent = try #require(transport.sent.first)
        #expect(sent.method == "PATCH")
        #expect(
            sent.url
                == "https://cluster.test/prefix/api/v1/namespaces/n/configmaps/c?fieldManager=m&force=true&dryRun=All")
        #expect(sent.headers["Content-Type"] == "application/apply-patch+yaml")
        #expect(sent.headers["Authorization"] == "Bearer t0ken")
        #expect(sent.headers["Impersonate-User"] == "system:serviceaccount:n:a")
        #expect(sent.body == Array(#"{"kind":"ConfigMap"}"#.utf8))
        #expect(sent.timeouts.total.map { $0 > .zero && $0 <= .seconds(60) } == true)
    }

    @Test("retries are the client's: a broken connection is tried again, and what came then counts")
    func retry() async throws {
        let transport = ScriptedTransport([
            .failure(TransportError(.interrupted, "gone")), .success((503, "")), .success((200, #"{"kind":"Pod"}"#)),
        ])
        let pod = try await client(transport).get(.pods, ObjectKey(namespace: "n", name: "p"))
        #expect(pod.kind == "Pod" && transport.sent.count == 3)
    }

    @Test("a watch is read through the transport; a refused one is the error that its body says")
    func watch() async throws {
        let line = #"{"type":"ADDED","object":{"metadata":{"name":"p"}}}"# + "\n"
        let transport = ScriptedTransport([
            .success((200, line)), .success((403, #"{"kind":"Status","code":403,"message":"no"}"#)),
        ])
        let client = client(transport)
        func open() async throws -> WatchStream {
            try await client.watch(
                .pods, namespace: "n", labelSelector: nil, fieldSelector: nil, resourceVersion: "1",
                timeout: .seconds(1))
        }
        var names: [String?] = []
        for try await event in try await open() {
            if case .added(let object) = event { names.append(object.name) }
        }
        #expect(names == ["p"])
        let error = await #expect(throws: KubeError.self) { _ = try await open() }
        #expect(error?.code == .forbidden && error?.message == "no")
    }
}

/// Answers in the order of a script.
private final class ScriptedTransport: KubeTransport {
    typealias Answer = Result<(status: Int, body: String), TransportError>

    private let state: Mutex<(script: [Answer], sent: [HTTPRequest])>

    init(_ script: [Answer]) { state = Mutex((script, [])) }

    var sent: [HTTPRequest] { state.withLock(\.sent) }

    private func next(_ request: HTTPRequest) throws(TransportError) -> (status: Int, body: String) {
        let answer = state.withLock { state in
            state.sent.append(request)
            return state.script.isEmpty ? .failure(TransportError(.other, "no more")) : state.script.removeFirst()
        }
        return try answer.get()
    }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let answer = try next(request)
        return HTTPResponse(status: answer.status, headers: [:], body: Array(answer.body.utf8), url: request.url)
    }

    func open(_ request: HTTPRequest) async throws(TransportError) -> any KubeStream {
        let answer = try next(request)
        return OneChunk(status: answer.status, chunk: Array(answer.body.utf8))
    }
}

private final class OneChunk: KubeStream {
    let status: Int
    let headers: HTTPHeaders = [:]
    private let chunk: Mutex<[UInt8]?>

    init(status: Int, chunk: [UInt8]) {
        self.status = status
        self.chunk = Mutex(chunk)
    }

    func next() async throws(TransportError) -> [UInt8]? {
        chunk.withLock { chunk in
            defer { chunk = nil }
            return chunk
        }
    }

    func cancel() { chunk.withLock { $0 = nil } }
}
