import Documents
import KubeModel
import Surroundings
import Testing
import Transport

@testable import KubeClient

@Suite struct RequestTests {
    private func delay(_ outcome: RetryRule.Outcome, attempt: Int = 1, isRepeatable: Bool = true) -> Duration? {
        RetryRule.delay(after: outcome, attempt: attempt, isRepeatable: isRepeatable, fraction: 0)
    }

    @Test("429 is repeated for every verb, a broken gateway only for what may be repeated")
    func retries() {
        #expect(delay(.answered(status: 429, retryAfter: nil), isRepeatable: false) != nil)
        #expect(delay(.answered(status: 503, retryAfter: nil)) != nil)
        #expect(delay(.answered(status: 503, retryAfter: nil), isRepeatable: false) == nil)
        #expect(delay(.answered(status: 500, retryAfter: nil)) == nil)
        #expect(delay(.answered(status: 500, retryAfter: .seconds(1))) != nil)
        #expect(delay(.answered(status: 409, retryAfter: nil)) == nil)
        #expect(delay(.failed(.connect), isRepeatable: false) != nil)
        #expect(delay(.failed(.interrupted), isRepeatable: false) == nil)
        #expect(delay(.failed(.interrupted)) != nil)
        #expect(delay(.failed(.tls)) == nil && delay(.failed(.timedOut)) == nil)
    }

    @Test("waits grow, honour the server within bounds, and end")
    func delays() {
        let outcome = RetryRule.Outcome.answered(status: 503, retryAfter: nil)
        #expect(
            (1...4).map { delay(outcome, attempt: $0) } == [
                .milliseconds(50), .milliseconds(200), .milliseconds(800), nil,
            ])
        #expect(delay(.answered(status: 429, retryAfter: .seconds(3))) == .seconds(3))
        #expect(delay(.answered(status: 429, retryAfter: .seconds(60))) == nil)
    }

    @Test("a bucket gives its burst at once and then its rate")
    func bucket() {
        let start = Duration.zero
        var bucket = TokenBucket(perSecond: 50, burst: 3, now: start)
        #expect((0..<3).allSatisfy { _ in bucket.take(now: start) == .zero })
        #expect(bucket.take(now: start) == .milliseconds(20))
        #expect(bucket.take(now: start) == .milliseconds(40))
        #expect(bucket.take(now: start + .seconds(60)) == .zero)
    }

    @Test("the limit is asked for only when the burst is used up, and goes where the server protects itself")
    func limiter() async throws {
        let limited = RateLimiter(perSecond: 1_000, burst: 2, surroundings: .system)
        let asked = Counter()
        for _ in 0..<2 {
            try await limited.acquire {
                await asked.add(); return false
            }
        }
        #expect(await asked.count == 0)
        for _ in 0..<3 {
            try await limited.acquire {
                await asked.add(); return false
            }
        }
        #expect(await asked.count == 1)
        let free = RateLimiter(perSecond: 0.001, burst: 1, surroundings: .system)
        for _ in 0..<100 { try await free.acquire { true } }
    }

    @Test("identities are checked, and a service account's groups are left to the server")
    func identity() throws {
        let account = try Identity.impersonating(serviceAccount: "deployer", namespace: "shop")
        #expect(account.headers.map { "\($0.0): \($0.1)" } == ["Impersonate-User: system:serviceaccount:shop:deployer"])
        #expect(Identity.configured.headers.isEmpty)
        for user in ["", " ", "a\r\nImpersonate-Group: system:masters"] {
            #expect(throws: KubeError.self) { try Impersonation(user: user, groups: [], uid: "") }
        }
        #expect(throws: KubeError.self) { try Impersonation(user: "u", groups: [""], uid: "") }
        for (name, namespace) in [("", "n"), ("a", ""), ("a:b", "n"), ("a/b", "n")] {
            #expect(throws: KubeError.self) { try Identity.impersonating(serviceAccount: name, namespace: namespace) }
        }
    }

    @Test("a name that would hit something else is refused before anything is sent")
    func objectPaths() throws {
        let type = ResourceType.configMaps
        let refused = [
            ("", "a"), ("n", ""), ("n", ".."), ("n/x", "a"), ("n", "a/b"), ("n", "%2e%2e"), ("Team A", "a"),
        ]
        for (namespace, name) in refused {
            let error = #expect(throws: KubeError.self) {
                try type.objectPath(ObjectKey(namespace: namespace, name: name), subresource: nil)
            }
            #expect(error?.code == .invalid)
        }
        #expect(
            try type.objectPath(ObjectKey(namespace: "n", name: "{{ .a }}:b c"), subresource: nil)
                == "/api/v1/namespaces/n/configmaps/%7B%7B%20.a%20%7D%7D:b%20c")
        #expect(throws: KubeError.self) { try type.collectionPath(namespace: nil, forAll: false) }
        #expect(throws: KubeError.self) { try type.collectionPath(namespace: "", forAll: true) }
        #expect(try type.collectionPath(namespace: nil, forAll: true) == "/api/v1/configmaps")
        #expect(try ResourceType.namespaces.collectionPath(namespace: nil, forAll: false) == "/api/v1/namespaces")
    }

    @Test("queries are escaped")
    func query() throws {
        let request = APIRequest(
            verb: .list, method: "GET", path: "/api/v1/pods", query: [("labelSelector", "a in (b,c)"), ("limit", "5")],
            timeout: .seconds(1), isRepeatable: true)
        #expect(try request.target == "/api/v1/pods?labelSelector=a%20in%20%28b%2Cc%29&limit=5")
    }

    @Test(
        "a path that leads elsewhere is not asked for, whatever made it",
        arguments: [
            "", "api", "/", "/api//pods", "/api/v1/../v2", "/api/./v1", "/api/v1/pods/", "/api/v1/%2e%2E/x",
            "/api/v1/a%2Fb", "/api/v1/a%252fb", "/api/v1/pods?watch=1", "/api/v1/pods#x", "/api/v1/a b", "/api/v1/a\nb",
        ])
    func crookedPaths(path: String) {
        let request = APIRequest(
            verb: .get, method: "GET", path: path, timeout: .seconds(1), isRepeatable: true)
        #expect(throws: KubeError.self) { try request.target }
    }
}

private actor Counter {
    private(set) var count = 0

    func add() { count += 1 }
}
