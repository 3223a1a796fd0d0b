import Documents
import Testing

@testable import GitOpsAPI

@Suite("Checks in a specification")
struct CheckTests {
    private static let job = "{template: {spec: {template: {spec: {containers: [{name: a, image: a}]}}}}}"

    private func spec(_ checks: String) throws -> GitOpsApplication.Spec {
        try GitOpsApplication.Spec(Samples.read("{source: {repositoryRef: {name: r}}, checks: \(checks)}"))
    }

    private func problems(_ checks: String) throws -> [APIError] {
        try spec(checks).validate(for: ObjectKey(namespace: "home", name: "me"))
    }

    @Test(
        "what is right",
        arguments: [
            "{before: [{name: a, http: {url: 'https://h:8443/x?y=z', status: '204'}}], after: [{name: a, job: \(job)}]}",
            "{after: [{name: a, prometheus: {address: 'http://p:9090/prom', query: up, min: 1.5}}]}",
            "{before: [{name: a, http: {url: 'http://[::1]/', method: HEAD, status: 200-399}}]}",
        ])
    func right(_ checks: String) throws { #expect(try problems(checks).isEmpty) }

    @Test(
        "what the schema lets through",
        arguments: [
            ("name: a, interval: 100ms, http: {url: 'http://h'}", "interval"),
            ("name: a, timeout: 0s, http: {url: 'http://h'}", "timeout"),
            ("name: A, http: {url: 'http://h'}", "name"),
            ("name: a, http: {url: 'http://user:hunter2@h'}", "http.url"),
            ("name: a, http: {url: 'ftp://h'}", "http.url"), ("name: a, http: {url: 'http://'}", "http.url"),
            ("name: a, http: {url: 'http://h/a b'}", "http.url"), ("name: a, http: {url: 'http://:80/'}", "http.url"),
            ("name: a, http: {url: 'http://h', status: '20'}", "http.status"),
            ("name: a, http: {url: 'http://h', status: 300-200}", "http.status"),
            ("name: a, http: {url: 'http://h', method: HEAD, bodyContains: x}", "http.bodyContains"),
            ("name: a, http: {url: 'http://h', caRef: {name: A_B}}", "http.caRef.name"),
            ("name: a, failures: 2, job: \(job)", "failures"),
            ("name: a, job: {template: {spec: {}}}", "job.template"),
            ("name: a, job: {template: {kind: Job, spec: {template: {spec: {containers: [{}]}}}}}", "job.template"),
            (
                "name: a, job: {template: {metadata: {name: x}, spec: {template: {spec: {containers: [{}]}}}}}",
                "job.template.metadata"
            ),
            ("name: a, prometheus: {address: 'http://p', query: up}", "prometheus"),
            ("name: a, prometheus: {address: 'http://p', query: up, min: 2, max: 1}", "prometheus.max"),
            ("name: a, prometheus: {address: 'http://p?x', query: up, min: 2}", "prometheus.address"),
        ])
    func wrong(_ check: String, _ place: String) throws {
        for list in ["before", "after"] {
            let errors = try problems("{\(list): [{\(check)}]}")
            #expect(errors.map(\.field) == ["spec.checks.\(list)[0].\(place)"])
            #expect(!errors.contains { $0.message.contains("hunter2") })
        }
    }

    @Test("a name tells checks of one list apart")
    func names() throws {
        let check = "{name: a, http: {url: 'http://h'}}"
        #expect(try problems("{before: [\(check)], after: [\(check)]}").isEmpty)
        #expect(try problems("{before: [\(check), \(check)]}").map(\.field) == ["spec.checks.before[1].name"])
    }

    @Test("a check asks one thing", arguments: ["{name: a}", "{name: a, http: {url: 'http://h'}, job: \(job)}"])
    func one(_ check: String) throws {
        let error = try #require(throws: APIError.self) { try spec("{before: [\(check)]}") }
        #expect(error.field == "spec.checks.before[0]" && error.message.contains("exactly one"))
    }
}
