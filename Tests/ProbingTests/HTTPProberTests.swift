import ChartTesting
import Operating
import Testing
import Transport

@testable import Probing

@Suite("Asking over HTTP", .timeLimit(.minutes(2)), .enabled(if: TestServer.hasPython))
struct HTTPProberTests {
    private static let loopback = [AddressRange("127.0.0.0/8")].compactMap(\.self)

    private func client(_ addresses: AddressRules) -> HTTPClient {
        HTTPClient(HTTPClientConfiguration(userAgent: "martlet/test", proxy: .direct, addresses: addresses))
    }

    private func look(
        _ probe: Probe, addresses: AddressRules = .only(loopback, refusing: []), hosts: [String] = ["*"]
    ) async -> Operation.CheckFinding {
        let client = client(addresses)
        defer { client.shutDown() }
        let prober = HTTPProber(client: client, hosts: HostRules(hosts.compactMap(HostPattern.init)))
        return await prober.look(probe, patience: .seconds(60))
    }

    private func http(
        _ url: String, _ method: String = "GET", statuses: ClosedRange<Int> = 200...299, contains text: String = "",
        caPEM: [UInt8]? = nil
    ) -> Probe {
        .http(HTTPProbe(method: method, url: url, statuses: statuses, bodyContains: text, caPEM: caPEM))
    }

    private func why(_ finding: Operation.CheckFinding) -> String {
        switch finding {
        case .asWished: ""
        case .otherwise(let why), .open(let why), .hopeless(let why): why
        }
    }

    @Test("status and content decide; queries are never repeated")
    func answers() async throws {
        let server = try TestServer.scripted()
        defer { server.stop() }
        try server.serve([Route("/ok?token=hunter2", "all is well"), .status("/bad?token=hunter2", 503)])
        let base = "http://127.0.0.1:\(server.port)"
        #expect(await look(http("\(base)/ok?token=hunter2", contains: "is well")) == .asWished)
        #expect(await look(http("\(base)/ok?token=hunter2", "HEAD")) == .asWished)
        let missing = await look(http("\(base)/ok?token=hunter2", contains: "is ill"))
        #expect(missing == .otherwise("the answer of GET \(base)/ok does not contain what is expected"))
        let bad = await look(http("\(base)/bad?token=hunter2"))
        #expect(bad == .otherwise("GET \(base)/bad answered 503, and not 200-299"))
        #expect(await look(http("\(base)/bad?token=hunter2", statuses: 503...503)) == .asWished)
    }

    @Test("what cannot be connected to decides nothing")
    func nobody() async throws {
        let server = try TestServer.scripted()
        let port = server.port
        server.stop()
        guard case .open(let why) = await look(http("http://127.0.0.1:\(port)/?token=hunter2")) else {
            Issue.record("is not open")
            return
        }
        #expect(!why.contains("hunter2"))
    }

    @Test("a redirect is followed on its host, and to no other")
    func redirects() async throws {
        let server = try TestServer.scripted()
        defer { server.stop() }
        let base = "http://127.0.0.1:\(server.port)"
        try server.serve([
            .redirect("/here", to: "/ok"), .redirect("/there", to: "http://localhost:\(server.port)/ok"),
            .redirect("/round", to: "/round"), Route("/ok", "ok"),
        ])
        #expect(await look(http("\(base)/here", contains: "ok")) == .asWished)
        #expect(await look(http("\(base)/there", statuses: 300...399)) == .asWished)
        for path in ["/there", "/round"] {
            guard case .otherwise(let why) = await look(http(base + path)) else {
                Issue.record("\(path) was followed")
                continue
            }
            #expect(why.contains("redirect"))
        }
        #expect(try server.requests().allSatisfy { $0.host.hasPrefix("127.0.0.1") })
    }

    @Test("of an answer no more than 64 KiB counts, and more is no failure")
    func bound() async throws {
        let server = try TestServer.scripted()
        defer { server.stop() }
        let filler = String(repeating: "x", count: HTTPProber.bodyLimit)
        try server.serve([Route("/late", filler + "end"), Route("/early", "begin" + filler)])
        let base = "http://127.0.0.1:\(server.port)"
        #expect(await look(http("\(base)/early", contains: "begin")) == .asWished)
        let late = await look(http("\(base)/late", contains: "end"))
        #expect(late == .otherwise("the answer of GET \(base)/late does not contain what is expected"))
        #expect(await look(http("\(base)/late")) == .asWished)
    }

    @Test("where a name leads is looked at when it is connected to, whatever names are allowed")
    func addresses() async throws {
        let server = try TestServer.scripted()
        defer { server.stop() }
        try server.serve([Route("/ok", "ok")])
        let url = "http://localhost:\(server.port)/ok"
        let rules = AddressRules.only([], refusing: [])
        guard case .hopeless(let why) = await look(http(url), addresses: rules) else {
            Issue.record("was connected to")
            return
        }
        #expect(why.contains("--check-networks"))
        let api = SocketAddress(bytes: [127, 0, 0, 1], port: server.port)
        let refused = await look(
            http("http://127.0.0.1:\(server.port)/ok"), addresses: .only(Self.loopback, refusing: [api]))
        #expect(
            refused
                == .hopeless(
                    "GET http://127.0.0.1:\(server.port)/ok: the host is at the address of the API server, which is refused"
                ))
        let other = await look(http("http://127.0.0.1:\(server.port)/ok"), hosts: ["example.org"])
        #expect(why.contains("--check-networks") && self.why(other).contains("--check-hosts"))
        #expect(try server.requests().isEmpty)
    }

    @Test("a certificate has to be of the authority that is named")
    func certificates() async throws {
        let server = try TestServer.scripted(tls: true)
        defer { server.stop() }
        try server.serve([Route("/ok", "ok")])
        let url = "https://localhost:\(server.port)/ok"
        let rules = AddressRules.only(
            Self.loopback + [AddressRange("::1/128")].compactMap(\.self), refusing: [])
        let authority = try server.authority().caPEM
        #expect(await look(http(url, caPEM: authority), addresses: rules) == .asWished)
        guard case .otherwise = await look(http(url), addresses: rules) else {
            Issue.record("is trusted")
            return
        }
    }

    @Test("Prometheus is asked for the query as it stands")
    func prometheus() async throws {
        let server = try TestServer.scripted()
        defer { server.stop() }
        let answer = #"{"status":"success","data":{"resultType":"vector","result":[{"value":[1,"0.2"]}]}}"#
        try server.serve([Route("/prometheus/api/v1/query", answer)])
        let probe = PrometheusProbe(
            address: "http://127.0.0.1:\(server.port)/prometheus/", query: "rate(x[5m]) > 0", min: nil, max: 0.5,
            noData: .isOpen, caPEM: nil)
        #expect(await look(.prometheus(probe)) == .asWished)
        let paths = try server.requests().map { $0.path.lowercased() }
        #expect(paths == ["/prometheus/api/v1/query?query=rate%28x%5b5m%5d%29%20%3e%200"])
    }
}
