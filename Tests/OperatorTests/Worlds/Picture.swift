import Documents
import GitOpsAPI
import KubeClient
import KubeModel
import OperatorTesting

/// What a world shows at a moment, in words that are the same in every world: the namespace's name, the repository's address and
/// the commits' ids have others.
///
/// The lines are few, for scenarios to say in advance; the details are the rest of what status says, for worlds to be compared by.
struct Picture: Sendable, Hashable, CustomStringConvertible {
    private(set) var lines: [String] = []
    private(set) var details: [String] = []

    var description: String { lines.joined(separator: "\n") }

    init(of world: any World, commits: [String]) async throws {
        func list(_ apiVersion: String, _ kind: String) async throws -> [Value] {
            let type = try await world.type(apiVersion, kind)
            let objects = try await world.client.list(type, namespace: world.namespace, labelSelector: nil)
            return objects.sorted { ($0.name ?? "") < ($1.name ?? "") }
        }
        for application in try await list(APIGroup.apiVersion, "GitOpsApplication") {
            lines += Self.lines(application: application)
            details.append(Self.text(application))
        }
        details += try await list(APIGroup.apiVersion, "GitOpsRepository").map(Self.text)
        for kind in ["ConfigMap", "Service"] {
            // Newer servers put one into each namespace.
            for object in try await list("v1", kind) where object.name != "kube-root-ca.crt" {
                lines.append(Self.line(object: object, kind))
                details.append(Self.text(object))
            }
        }
        func plain(_ text: String) -> String {
            var text = text.replacing(world.namespace, with: "world").replacing(world.url, with: "URL")
            for (index, commit) in commits.enumerated() {
                text = text.replacing(commit, with: "commit \(index + 1)")
                    .replacing(commit.prefix(7), with: "commit \(index + 1)")
            }
            return text
        }
        (lines, details) = (lines.map(plain), details.map(plain))
    }

    // MARK: Lines

    private static func lines(application: Value) -> [String] {
        let status = application["status"] ?? [:]
        let sync = "\(word(status["sync"], "status")) at \(revision(status["sync"]))"
        let health = word(status["health"], "status")
        let conditions = conditions(Conditions(status["conditions"]))
        let ids = (status.at("inventory", "entries")?.array ?? []).map { word($0, "id").replacing(/^[^_]*_/, with: "") }
        let inventory = ids.isEmpty ? "nothing" : ids.sorted().joined(separator: " ")
        let problems = (status["problems"]?.array ?? []).map { problem in
            "  problem: " + ["kind", "name", "reason"].map { word(problem, $0) }.joined(separator: " ")
        }
        return [
            "\(application.name ?? ""): \(sync), \(health), \(conditions)",
            "  \(operation(status["operation"])); has \(inventory)",
        ] + problems
    }

    /// `Ready`, and what does not go without saying then: that the others are false for the same reason.
    private static func conditions(_ conditions: Conditions) -> String {
        guard let ready = conditions[ConditionType.ready] else { return "Ready unknown" }
        let others = [ConditionType.reconciling, ConditionType.stalled].compactMap { type -> String? in
            guard let other = conditions[type] else { return "no \(type)" }
            return other.status == .false && other.reason == ready.reason ? nil : text(other)
        }
        return ([text(ready)] + others).joined(separator: ", ")
    }

    private static func text(_ condition: Condition) -> String {
        "\(condition.type) \(condition.status.rawValue) \(condition.reason)"
    }

    private static func operation(_ operation: Value?) -> String {
        guard let operation else { return "no operation" }
        let counts = ["created", "updated", "deleted", "unchanged", "failed"].compactMap { name in
            operation[name]?.integer.flatMap { $0 > 0 ? "\($0) \(name)" : nil }
        }
        return "\(word(operation, "phase")) at \(revision(operation)): " + counts.joined(separator: ", ")
    }

    private static func line(object: Value, _ kind: String) -> String {
        let data = (object["data"]?.object ?? [:]).map { "\($0.key)=\($0.value.string ?? "")" }
        let owner = object.annotation(Annotations.application) ?? "nobody"
        return (["\(kind) \(object.name ?? "") of \(owner):"] + data.sorted()).joined(separator: " ")
    }

    private static func revision(_ value: Value?) -> String {
        word(value, "revision").replacing("main@sha1:", with: "")
    }

    private static func word(_ value: Value?, _ name: String) -> String { value?[name]?.string ?? "-" }

    // MARK: Details

    /// Times, what differs between machines, digests with a key of the installation's own, and which of several causes came first.
    private static let volatile: Set<String> = [
        "at", "time", "startedAt", "finishedAt", "appliedAt", "healthyAt", "lastSyncedAt", "lastTransitionTime",
        "lastFetchTime", "lastDelivery",
        "computedAt", "retryAt", "digest", "planDigest", "h", "size", "trigger",
    ]

    /// An object without what differs from run to run, and without what servers add to its specification.
    ///
    /// What an operation that deletes says of itself depends on whether that is gone at once; its numbers do not.
    private static func text(_ object: Value) -> String {
        let isOurs = object.groupVersionKind?.group == APIGroup.name
        var kept: Object = [:]
        for part in isOurs ? ["spec", "status"] : ["data", "status"] { kept[part] = object[part] }
        kept["status"]?["operation"]?["id"] = nil
        // They have digests and times in them.
        for names in ["name", "rollbackOf", "unrecovered"] { kept["status"]?["deployment"]?[names] = nil }
        if object.at("status", "operation", "deleted") != 0 { kept["status"]?["operation"]?["message"] = nil }
        for part in ["labels", "annotations", "finalizers"] { kept[part] = object.at("metadata", part) }
        let managers = (object.at("metadata", "managedFields")?.array ?? []).map { entry in
            "\(word(entry, "manager")) \(word(entry, "operation"))"
        }
        kept["managers"] = .array(managers.sorted().map { .string($0) })
        let clean = without(volatile, .object(kept))
        return "\(object.name ?? ""): \(String(decoding: clean.jsonBytes(sortedKeys: true), as: UTF8.self))"
    }

    private static func without(_ names: Set<String>, _ value: Value) -> Value {
        switch value {
        case .object(let members):
            var kept: Object = [:]
            for (name, member) in members where !names.contains(name) { kept[name] = without(names, member) }
            return .object(kept)
        case .array(let items): return .array(items.map { without(names, $0) })
        default: return value
        }
    }
}
