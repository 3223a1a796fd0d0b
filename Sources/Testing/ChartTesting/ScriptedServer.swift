package import Foundation

/// An answer of `Scripts/testservers/scripted-server`.
package struct Route: Encodable {
    package var path: String
    package var status = 200
    package var headers: [[String]] = []
    package var body: Data
    package var needs: String?
    package var refusal: [[String]] = []
    package var behaviour = ""

    package init(_ path: String, _ body: [UInt8] = [], headers: [String: String] = [:]) {
        self.path = path
        self.body = Data(body)
        self.headers = headers.map { [$0.key, $0.value] }
    }

    package init(_ path: String, _ text: String) { self.init(path, Array(text.utf8)) }

    package func needing(_ authorization: String, challenge: String = "Basic realm=\"charts\"") -> Route {
        var route = self
        route.needs = authorization
        route.refusal = [["WWW-Authenticate", challenge]]
        return route
    }

    package static func misbehaving(_ path: String, _ behaviour: String) -> Route {
        var route = Route(path, "begin")
        route.behaviour = behaviour
        return route
    }

    package static func redirect(_ path: String, to target: String) -> Route {
        var route = Route(path, headers: ["Location": target])
        route.status = 307
        return route
    }

    package static func status(_ path: String, _ status: Int) -> Route {
        var route = Route(path)
        route.status = status
        return route
    }
}

/// A request that the server received.
package struct Received: Decodable {
    package var method: String
    package var host: String
    package var path: String
    package var authorization: String
    package var body: String
}

extension TestServer {
    package static func scripted(tls: Bool = false) throws -> TestServer {
        let server = try TestServer("scripted-server", tls ? ["--tls"] : [])
        try server.serve([])
        return server
    }

    package func serve(_ routes: [Route]) throws {
        let data = try JSONEncoder().encode(routes)
        try data.write(to: URL(fileURLWithPath: "\(state)/routes.json"), options: .atomic)
    }

    package func requests() throws -> [Received] {
        let path = "\(state)/requests.jsonl"
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map {
            try JSONDecoder().decode(Received.self, from: Data($0.utf8))
        }
    }
}
