import Documents
import KubeModel
import Logging
import Metrics
import Synchronization
import Testing
import Transport

@testable import KubeClient

@Suite struct WriteFenceTests {
    /// Nobody listens there.
    private let server = KubeConfiguration(
        server: "http://127.0.0.1:9", tls: TLSConfiguration(), credentials: .none, namespace: nil, proxy: nil)
    private let key = ObjectKey(namespace: "n", name: "a")

    private func request(_ verb: APIRequest.Verb) -> APIRequest {
        APIRequest(verb: verb, method: "X", path: "/", timeout: .seconds(1), isRepeatable: true)
    }

    private func mayPass(_ verb: APIRequest.Verb, _ fence: WriteFence) -> Bool {
        (try? fence.check(request(verb))) != nil
    }

    private static let writes: [APIRequest.Verb] = [.create, .apply, .patch, .update, .delete]

    @Test("who does not lead may read and not write", arguments: writes)
    func leadership(verb: APIRequest.Verb) {
        let leads = Atomic(true)
        let fence = WriteFence { leads.load(ordering: .relaxed) }
        #expect(mayPass(verb, fence))
        leads.store(false, ordering: .relaxed)
        #expect(!mayPass(verb, fence))
        #expect([.get, .list, .watch].allSatisfy { mayPass($0, fence) })
    }

    @Test("a fence that is closed stays so", arguments: writes)
    func closed(verb: APIRequest.Verb) {
        let fence = WriteFence { true }
        fence.close()
        #expect(!mayPass(verb, fence) && mayPass(.get, fence))
    }

    @Test("an apply or a delete without an answer leaves doubts for a while, anything else does not")
    func quiet() {
        let fence = WriteFence { true }
        for verb in [APIRequest.Verb.get, .create, .patch, .update] { fence.noteUnanswered(request(verb)) }
        #expect(fence.isQuiet(for: .seconds(3_600)))
        fence.noteUnanswered(request(.apply))
        #expect(!fence.isQuiet(for: .seconds(3_600)) && fence.isQuiet(for: .zero))
    }

    @Test("all clients that are made of a fenced one stand behind the fence, and what is refused is never sent")
    func clients() async throws {
        let http = HTTPClient(HTTPClientConfiguration(userAgent: "test"))
        defer { http.shutDown() }
        let fence = WriteFence { false }
        let client = KubeClient(
            configuration: server, transport: http, metrics: Metrics(), userAgent: "test",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        ).fenced(by: fence)
        for client in [client, try client.impersonating(serviceAccount: "a", namespace: "n")] {
            let error = await #expect(throws: KubeError.self) {
                try await client.apply(
                    .configMaps, key, body: [:], fieldManager: "m", force: true, dryRun: false)
            }
            #expect(error?.code == .cancelled && error?.message.contains("Lease") == true)
        }
        #expect(fence.isQuiet(for: .seconds(3_600)))
    }
}
