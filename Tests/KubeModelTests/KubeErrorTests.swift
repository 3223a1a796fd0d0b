import Documents
import KubeModel
import Testing

@Suite struct KubeErrorTests {
    private func status(_ code: Int, _ reason: String, _ message: String, details: Value = [:]) -> Value {
        [
            "kind": "Status", "apiVersion": "v1", "status": "Failure", "message": .string(message),
            "reason": .string(reason), "details": details, "code": .integer(code),
        ]
    }

    @Test(
        "statuses have their codes",
        arguments: [
            (400, "BadRequest", .invalid, false), (401, "Unauthorized", .unauthorized, false),
            (403, "Forbidden", .forbidden, false), (404, "NotFound", .notFound, false),
            (409, "AlreadyExists", .alreadyExists, false), (409, "Conflict", .conflict, false),
            (410, "Expired", .gone, false), (413, "RequestEntityTooLarge", .tooLarge, false),
            (422, "Invalid", .invalid, false),
            (429, "TooManyRequests", .tooManyRequests, true), (500, "InternalError", .serverFailure, true),
            (503, "ServiceUnavailable", .unavailable, true), (504, "Timeout", .timeout, true),
            (418, "", .other, false),
        ] as [(Int, String, KubeError.Code, Bool)])
    func codes(code: Int, reason: String, expected: KubeError.Code, isTransient: Bool) {
        let error = KubeError(status: code, body: status(code, reason, "words"))
        #expect(error.code == expected)
        #expect(error.isTransient == isTransient)
        #expect(error.reason == reason)
        #expect(error.message == "words")
    }

    @Test("an apply that does not fit the schema is invalid, although servers call it their own failure")
    func malformedApply() {
        let message = "failed to create typed patch object: .spec.template.specc: field not declared in schema"
        let error = KubeError(status: 500, body: status(500, "", message))
        #expect(error.code == .invalid && !error.isTransient)
        #expect(error.message == message)
    }

    @Test(
        "an object that is too large for etcd is too large, whatever the server calls that",
        arguments: [
            "etcdserver: request is too large",
            "rpc error: code = ResourceExhausted desc = trying to send message larger than max (3145890 vs. 2097152)",
        ])
    func tooLarge(message: String) {
        let error = KubeError(status: 500, body: status(500, "", message))
        #expect(error.code == .tooLarge && !error.isTransient)
        #expect(KubeError(status: 500, body: status(500, "", "etcdserver: request timed out")).isTransient)
    }

    @Test("details give causes and the time to stay away")
    func details() {
        let details: Value = [
            "causes": [
                ["reason": "FieldValueInvalid", "message": "Invalid value: 70000", "field": "spec.ports[0].port"]
            ],
            "retryAfterSeconds": 7,
        ]
        let error = KubeError(status: 422, body: status(422, "Invalid", "Service is invalid", details: details))
        #expect(error.causes.map(\.field) == ["spec.ports[0].port"])
        #expect(error.retryAfter == .seconds(7))
    }

    @Test("an answer that is no Status keeps its HTTP status")
    func noStatus() {
        #expect(KubeError(status: 502, body: nil).code == .unavailable)
        #expect(KubeError(status: 404, body: "404 page not found").code == .notFound)
        #expect(KubeError(status: 502, body: nil).message == "the server answered with status 502")
    }

    @Test("long values are left out of a refusal, so that what is wrong is not cut off")
    func dumps() {
        let dump = "core.PodTemplateSpec{" + String(repeating: "Name:\"a\", ", count: 300) + "}"
        let words = "Invalid value: \(dump): field is immutable"
        let details: Value = [
            "causes": [["reason": "FieldValueInvalid", "message": .string(words), "field": "spec.template"]]
        ]
        let message = "Job.batch \"mig\" is invalid: spec.template: \(words)"
        let error = KubeError(status: 422, body: status(422, "Invalid", message, details: details))
        #expect(error.message.hasPrefix("Job.batch \"mig\" is invalid: spec.template: Invalid value: core"))
        #expect(error.message.hasSuffix("…: field is immutable"))
        #expect(error.message.utf8.count < 200)
        #expect(error.causes.first?.immutability == "field is immutable")
    }

    @Test(
        "what cannot change is told from what is wrong, in the words of Kubernetes' kinds",
        arguments: [
            ("Forbidden: updates to parameters are forbidden.", "updates to parameters are forbidden."),
            (
                "Forbidden: updates to statefulset spec for fields other than 'replicas' are forbidden",
                "updates to statefulset spec for fields other than 'replicas' are forbidden"
            ),
            ("Invalid value: []string{\"None\"}: may not change once set", "may not change once set"),
            ("Invalid value: \"x\": cannot change roleRef", "cannot change roleRef"),
            (
                "Forbidden: spec is immutable after creation except resources.requests for bound claims\n{ dump: 1",
                "spec is immutable after creation except resources.requests for bound claims"
            ),
            ("Invalid value: \"a\": Value is immutable", "Value is immutable"),
            ("Invalid value: 0: must be greater than zero", nil), ("", nil),
        ] as [(String, String?)])
    func immutability(message: String, words: String?) {
        let cause = KubeError.Cause(field: "spec", reason: "FieldValueInvalid", message: message)
        #expect(cause.immutability == words)
    }

    @Test("of a Secret the same is known, without its value")
    func immutableSecret() {
        let details: Value = [
            "causes": [
                [
                    "reason": "FieldValueForbidden", "field": "data",
                    "message": "Forbidden: hunter2: field is immutable when `immutable` is set",
                ]
            ]
        ]
        let error = KubeError(status: 422, body: status(422, "Invalid", "hunter2", details: details)).redacted
        #expect(error.causes.first?.immutability == "field is immutable when `immutable` is set")
        #expect(!"\(error)\(error.causes)".contains("hunter2"))
    }

    @Test("who holds a field is read from the refusal of an apply, of Secrets too")
    func conflicts() {
        let details: Value = [
            "causes": [
                [
                    "reason": "FieldManagerConflict", "field": ".data.a",
                    "message": "conflict with \"someone\" with subresource \"scale\" using v1 at 2026-01-01T00:00:00Z",
                ]
            ]
        ]
        let error = KubeError(status: 409, body: status(409, "Conflict", "Apply failed", details: details))
        #expect(error.causes.first?.conflictingManager == "someone")
        #expect(error.redacted.causes.first?.conflictingManager == "someone")
        let other = KubeError.Cause(field: "", reason: "", message: "conflict with \"a\"")
        #expect(other.conflictingManager == nil)
    }

    @Test("a port that another object has may become free, a wrong one does not become right")
    func dependsOnOthers() {
        func error(_ message: String) -> KubeError { KubeError(status: 422, body: status(422, "Invalid", message)) }
        #expect(
            error("spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated").dependsOnOthers)
        #expect(error("admission webhook \"a\" denied the request: host is taken").dependsOnOthers)
        #expect(!error("spec.ports[0].port: Invalid value: 0").dependsOnOthers)
        #expect(!KubeError(status: 404, body: status(404, "NotFound", "already allocated")).dependsOnOthers)
    }

    @Test("messages are bounded")
    func bounded() {
        let error = KubeError(status: 403, body: status(403, "Forbidden", String(repeating: "x", count: 100_000)))
        #expect(error.message.utf8.count <= KubeError.messageLimit)
    }

    @Test("that an object is not there is told from that nothing is served there")
    func objectName() {
        let details: Value = ["name": "one", "kind": "configmaps"]
        let gone = KubeError(status: 404, body: status(404, "NotFound", "gone", details: details))
        #expect(gone.code == .notFound && gone.objectName == "one")
        let unserved = "the server could not find the requested resource"
        #expect(KubeError(status: 404, body: status(404, "NotFound", unserved)).objectName.isEmpty)
        #expect(KubeError(status: 404, body: nil).objectName.isEmpty)
    }

    @Test("a refused secret's value does not pass redaction")
    func redaction() {
        let details: Value = [
            "causes": [
                ["reason": "FieldValueInvalid", "message": #"Invalid value: "hunter2""#, "field": "data.password"]
            ]
        ]
        let error = KubeError(
            status: 422, body: status(422, "Invalid", #"Secret "s" is invalid: "hunter2""#, details: details)
        ).redacted
        #expect(error.message == "the server refused it as Invalid: data.password (FieldValueInvalid)")
        #expect(!"\(error)".contains("hunter2") && error.causes.allSatisfy { $0.message.isEmpty })
    }

    @Test("a webhook's words about a secret are left out, its name is not")
    func webhookRedaction() {
        let message = #"admission webhook "policy.example.org" denied the request: hunter2 is weak"#
        let error = KubeError(status: 403, body: status(403, "Forbidden", message)).redacted
        #expect(error.message.hasPrefix(#"admission webhook "policy.example.org" denied the request ("#))
        #expect(!error.message.contains("hunter2"))
    }

    @Test("errors that quote nothing keep their words")
    func redactionKeepsHarmless() {
        let message = #"secrets "s" is forbidden: User "u" cannot get resource "secrets""#
        #expect(KubeError(status: 403, body: status(403, "Forbidden", message)).redacted.message == message)
        #expect(KubeError(status: 404, body: status(404, "NotFound", "gone")).redacted.message == "gone")
    }
}
