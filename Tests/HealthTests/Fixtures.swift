import Documents
import Health
import Testing

/// One object and the health that it has. The objects are written for these tests, as a server would return them,
/// with everything left out that no rule reads.
struct Case: Sendable, CustomTestStringConvertible {
    var name: String
    var object: Value
    var status: HealthStatus?
    /// A part of the message.
    var message: String

    init(_ name: String, _ object: Value, _ status: HealthStatus?, _ message: String = "") {
        self.name = name
        self.object = object
        self.status = status
        self.message = message
    }

    var testDescription: String { name }

    func check() {
        let health = health(of: object)
        #expect(health?.status == status)
        if !message.isEmpty { #expect(health?.message.contains(message) == true, "\(health?.message ?? "no health")") }
    }
}

func object(
    _ apiVersion: String, _ kind: String, generation: Int? = nil, annotations: Value = [:], spec: Value = [:],
    status: Value? = nil
) -> Value {
    var metadata: Value = ["name": "web", "namespace": "shop", "annotations": annotations]
    if let generation { metadata["generation"] = .integer(generation) }
    var object: Value = [
        "apiVersion": .string(apiVersion), "kind": .string(kind), "metadata": metadata, "spec": spec,
    ]
    object["status"] = status
    return object
}

func condition(_ type: String, _ status: String, _ reason: String = "", _ message: String = "") -> Value {
    ["type": .string(type), "status": .string(status), "reason": .string(reason), "message": .string(message)]
}

extension Value {
    /// The same with other members over its own.
    func with(_ changes: Value) -> Value {
        var merged = self
        for (key, value) in changes.object ?? Object() { merged[key] = value }
        return merged
    }
}
