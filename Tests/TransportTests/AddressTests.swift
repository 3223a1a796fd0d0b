import Testing

@testable import Transport

@Suite("where connections may lead, and what they may carry", .timeLimit(.minutes(2)))
struct AddressTests {
    private static let strict = AddressRules(allowsLoopback: false, allowsLinkLocal: false)

    private static func v6(_ start: [UInt8], _ end: [UInt8] = []) -> [UInt8] {
        start + [UInt8](repeating: 0, count: 16 - start.count - end.count) + end
    }

    @Test(
        "link-local addresses and those of clouds' metadata are refused, however they are written",
        arguments: [
            [169, 254, 169, 254], [169, 254, 0, 1], [100, 100, 100, 200], [168, 63, 129, 16], [192, 0, 0, 192],
            v6([0xFE, 0x80], [1]), v6([0xFE, 0xBF], [1]), v6([0xFD, 0, 0x0E, 0xC2], [2, 0x54]),
            v6([0xFD, 0x20, 0, 0xCE], [2, 0x54]), v6([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 169, 254, 169, 254]),
            v6([], [169, 254, 169, 254]), v6([0, 0x64, 0xFF, 0x9B], [169, 254, 169, 254]),
            v6([0x20, 0x02, 169, 254, 169, 254]),
        ])
    func linkLocal(bytes: [UInt8]) {
        #expect(Self.strict.objection(to: bytes)?.contains("--allow-link-local") == true)
        #expect(AddressRules(allowsLoopback: false, allowsLinkLocal: true).objection(to: bytes) == nil)
    }

    @Test(
        "addresses of one's own machine are refused where they are not allowed",
        arguments: [
            [127, 0, 0, 1], [127, 255, 255, 254], [0, 0, 0, 0], v6([], [1]), v6([]),
            v6([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF, 127, 0, 0, 1]),
        ])
    func loopback(bytes: [UInt8]) {
        #expect(Self.strict.objection(to: bytes)?.contains("--allow-loopback") == true)
        #expect(AddressRules(allowsLoopback: true, allowsLinkLocal: false).objection(to: bytes) == nil)
    }

    @Test(
        "others are not",
        arguments: [
            [10, 0, 0, 1], [192, 168, 169, 254], [8, 8, 8, 8], [169, 253, 1, 1], v6([0x20, 0x01, 0x0D, 0xB8], [1]),
            v6([0xFD, 0, 0x10], [1]), v6([0xFC, 0x80], [1]),
        ])
    func others(bytes: [UInt8]) {
        #expect(Self.strict.objection(to: bytes) == nil)
    }

    @Test("the address counts that a name leads to, before anything is sent", arguments: ["127.0.0.1", "localhost"])
    func names(host: String) async throws {
        var configuration = HTTPClientConfiguration.test
        configuration.addresses = Self.strict
        try await withFaultServer(configuration) { server, client in
            let request = HTTPRequest(
                method: "GET", url: server.url("/echo", host: host), timeouts: .test, responseLimit: 100)
            let error = await #expect(throws: TransportError.self) { try await client.send(request) }
            #expect(error?.code == .refused && error?.message.contains("--allow-loopback") == true)
        }
        configuration.addresses = AddressRules(allowsLoopback: true, allowsLinkLocal: false)
        try await withFaultServer(configuration) { server, client in
            let response = try await client.send(server.get("/echo"))
            #expect(response.status == 200)
        }
    }

    @Test("credentials are not sent without encryption unless that is allowed; what has none is")
    func plain() async throws {
        var configuration = HTTPClientConfiguration.test
        configuration.allowsPlainCredentials = false
        try await withFaultServer(configuration) { server, client in
            for headers in [
                ["Authorization": "Basic aHVudGVyMg=="], ["Content-Type": "application/x-www-form-urlencoded"],
            ] as [HTTPHeaders] {
                let error = await #expect(throws: TransportError.self) {
                    try await client.send(server.get("/echo") { $0.headers = headers })
                }
                #expect(error?.code == .refused && error?.message.contains("--allow-plain-credentials") == true)
                #expect(error?.message.contains("aHVudGVyMg") == false)
            }
            let response = try await client.send(server.get("/echo"))
            #expect(response.status == 200)
        }
    }
}

@Suite("Ranges of addresses")
struct AddressRangeTests {
    @Test("addresses that begin alike")
    func contains() throws {
        let range = try #require(AddressRange("10.96.0.0/12"))
        #expect(range.contains([10, 111, 255, 255]) && !range.contains([10, 112, 0, 0]))
        #expect(try #require(AddressRange("0.0.0.0/0")).contains([1, 2, 3, 4]))
        let v6 = try #require(AddressRange("fd00::/8"))
        #expect(v6.contains([0xFD] + [UInt8](repeating: 7, count: 15)) && !v6.contains([10, 0, 0, 1]))
        for text in ["", "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "x/8", "10.0.0.0/-1", "10.0.0.0/8/8"] {
            #expect(AddressRange(text) == nil)
        }
    }

    @Test(
        "private addresses are refused unless their range is allowed, link-local ones always",
        arguments: [
            [10, 0, 0, 1], [172, 31, 0, 1], [192, 168, 1, 1], [100, 64, 0, 1], [127, 0, 0, 1], [0, 0, 0, 0],
            [0xFD] + [UInt8](repeating: 1, count: 15),
            [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF, 10, 0, 0, 1],
        ])
    func privates(bytes: [UInt8]) throws {
        #expect(AddressRules.only([], refusing: []).objection(to: bytes)?.contains("--check-networks") == true)
        let all = ["0.0.0.0/0", "::/0"].compactMap { AddressRange($0) }
        let open = AddressRules.only(all, refusing: [SocketAddress(bytes: [10, 0, 0, 1], port: 443)])
        #expect(open.objection(to: bytes, port: 80) == nil)
        #expect(
            open.objection(to: [169, 254, 169, 254]) != nil && open.objection(to: [10, 0, 0, 1], port: 443) != nil)
        #expect(AddressRules.only([], refusing: []).objection(to: [8, 8, 8, 8]) == nil)
    }
}
