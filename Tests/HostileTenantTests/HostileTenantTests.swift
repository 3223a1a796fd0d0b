import KubeTesting
import OperatorTesting
import Testing

/// Somebody with every right in a namespace of their own, and with bad intentions; the controller with the rights of
/// `Deploy/`, as for several teams.
///
/// Families of attempts one after the other, each as a whole at once. To run some of them:
/// `MARTLET_FAMILIES="charts files" Scripts/test --filter HostileTenantTests`.
@Suite(
    .serialized, .timeLimit(.minutes(5)),
    .enabled("needs etcd and kube-apiserver; Scripts/kubernetes gets them") { await TestControlPlane.isAvailable() })
struct HostileTenantTests {
    private static let arena = Once<Result<Arena, any Error>> {
        do { return .success(try await Arena.open()) } catch { return .failure(error) }
    }

    @Test(
        "others go on as before, are neither read nor changed, and all of it can be taken away",
        arguments: Family.chosen)
    func family(_ family: Family) async throws {
        let arena = try await Self.arena.value().get()
        try await arena.begin(family)
        try await arena.expectOthersGoOn(during: family)
        try await arena.waitUntilLookedAt(family)
        try await arena.expectOthersGoOn(during: family)
        try await arena.expectNothingTaken(by: family)
        try await arena.withdraw(family)
    }

    @Test("there are a hundred attempts or more, each with a name of its own")
    func attempts() {
        let names = Family.all.flatMap { $0.attempts.map(\.name) }
        #expect(names.count >= 100)
        #expect(Set(names).count == names.count)
    }
}
