import Documents
import KubeClient
import KubeModel
import Logging
import Metrics
import Surroundings
import Transport

/// A server that has some objects and answers reads of them, each time the same; what is written is answered as it stands.
final class MadeUpServer: KubeTransport {
    /// A kind that it serves.
    struct Kind: Sendable {
        var version: String
        var kind: String
        var plural: String
        var shortNames: [String] = []
        /// Of its tables: names, and where the values are; those in lower case are for wide tables.
        var columns: [(name: String, path: [String])] = []

        var root: String { version == "v1" ? "/api/v1" : "/apis/\(version)" }
    }

    /// What it does with every request.
    enum Mood: Sendable {
        case answers
        case refuses(status: Int, reason: String, message: String)
        case isAway(TransportError)
    }

    private let kinds: [Kind]
    private let objects: [Value]
    private let mood: Mood
    private let minor: Int

    init(_ kinds: [Kind], _ objects: [Value], minor: Int = 30, mood: Mood = .answers) {
        (self.kinds, self.objects, self.minor, self.mood) = (kinds, objects, minor, mood)
    }

    /// A client for which it is always the same time.
    func client(at time: KubeTime) -> KubeClient {
        KubeClient(
            configuration: KubeConfiguration(
                server: "https://made-up.test", tls: .system, credentials: .none, namespace: nil, proxy: nil),
            transport: self, metrics: Metrics(), userAgent: "martlet-tests",
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            surroundings: Surroundings(
                ContinuousClock(), timeOfDay: { Double(time.microseconds) / 1_000_000 }, number: { 7 }))
    }

    func send(_ request: HTTPRequest) async throws(TransportError) -> HTTPResponse {
        let (status, body) = try answer(request)
        return HTTPResponse(status: status, headers: [:], body: body.jsonBytes(), url: request.url)
    }

    func open(_ request: HTTPRequest) async throws(TransportError) -> any KubeStream {
        throw TransportError(.interrupted, "nothing is watched here")
    }

    private func answer(_ request: HTTPRequest) throws(TransportError) -> (Int, Value) {
        switch mood {
        case .isAway(let error): throw error
        case .refuses(let status, let reason, let message): return (status, Self.status(status, reason, message))
        case .answers: break
        }
        let path = String(request.url.dropFirst("https://made-up.test".count).prefix { $0 != "?" })
        if path == "/version" { return (200, ["major": "1", "minor": .string("\(minor)")]) }
        if let found = discovery(path) { return (200, found) }
        let isTable = (request.headers["Accept"] ?? "").contains("as=Table")
        for kind in kinds where path.hasPrefix(kind.root + "/") {
            guard let parts = place(path, kind) else { continue }
            let found = objects.filter {
                $0.apiVersion == kind.version && $0.kind == kind.kind
                    && parts.namespace.map { [$0] }?.contains($0.namespace ?? "") ?? true
            }
            if let name = parts.name {
                guard let object = found.first(where: { $0.name == name }) else { break }
                return (200, isTable ? table([object], kind) : object)
            }
            let list: Value = [
                "apiVersion": .string(kind.version), "kind": .string("\(kind.kind)List"),
                "metadata": ["resourceVersion": "7"], "items": .array(found),
            ]
            return (200, isTable ? table(found, kind) : list)
        }
        return (
            404,
            Self.status(404, "NotFound", "\(path.split(separator: "/").suffix(2).joined(separator: " ")) not found")
        )
    }

    private func place(_ path: String, _ kind: Kind) -> (namespace: String?, name: String?)? {
        var words = path.dropFirst(kind.root.count).split(separator: "/").map(String.init)
        var namespace: String?
        if words.count > 2, words[0] == "namespaces" {
            namespace = words[1]
            words.removeFirst(2)
        }
        guard words.first == kind.plural, words.count < 3 else { return nil }
        return (namespace, words.count == 2 ? words[1] : nil)
    }

    private func discovery(_ path: String) -> Value? {
        let groups = Set(kinds.map(\.version)).subtracting(["v1"]).sorted().map { version -> Value in
            let parts = version.split(separator: "/").map(String.init)
            let one: Value = ["groupVersion": .string(version), "version": .string(parts[1])]
            return ["kind": "APIGroup", "name": .string(parts[0]), "versions": [one], "preferredVersion": one]
        }
        if path == "/apis" { return ["kind": "APIGroupList", "groups": .array(groups)] }
        if let group = groups.first(where: { path == "/apis/\($0.at("name")?.string ?? "")" }) { return group }
        let served = kinds.filter { $0.root == path }
        guard let first = served.first else { return nil }
        return [
            "kind": "APIResourceList", "groupVersion": .string(first.version),
            "resources": .array(
                served.map { kind in
                    [
                        "name": .string(kind.plural), "singularName": .string(kind.kind.lowercased()),
                        "kind": .string(kind.kind), "namespaced": true,
                        "shortNames": .array(kind.shortNames.map { .string($0) }),
                        "verbs": ["get", "list", "patch", "watch"],
                    ]
                }),
        ]
    }

    private func table(_ objects: [Value], _ kind: Kind) -> Value {
        [
            "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": [:],
            "columnDefinitions": .array(
                kind.columns.map { column in
                    let isWide = column.name.first?.isLowercase ?? false
                    return ["name": .string(column.name), "type": "string", "priority": isWide ? 1 : 0]
                }),
            "rows": .array(
                objects.map { object in
                    let cells = kind.columns.map { column in
                        column.path.reduce(Optional(object)) { $0?[$1] } ?? .string("")
                    }
                    return ["cells": .array(cells), "object": ["metadata": object["metadata"] ?? [:]]]
                }),
        ]
    }

    private static func status(_ code: Int, _ reason: String, _ message: String) -> Value {
        [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": .integer(code),
            "reason": .string(reason), "message": .string(message),
        ]
    }
}
