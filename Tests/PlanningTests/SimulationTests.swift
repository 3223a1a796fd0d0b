import Documents
import Planning
import TestKit
import Testing

@Suite("Simulation: random desired states, foreign edits, failures and crashes")
struct SimulationTests {
    private static let universe: [ObjectID] = [
        id("Namespace", "shop", namespace: ""), id("ConfigMap", "a"), id("ConfigMap", "b"), id("Secret", "s"),
        id("Service", "web"), id("Deployment", "web", group: "apps"), id("Deployment", "api", group: "apps"),
        id("Widget", "w", group: "example.org"),
    ]

    private func randomDesired(_ random: inout SeededRandom) -> [DesiredObject] {
        Self.universe.filter { _ in random.chance(60) }.map {
            desired($0, digest: UInt64.random(in: 1...3, using: &random))
        }
    }

    private func randomOptions(_ random: inout SeededRandom) -> PlanOptions {
        options(
            prune: random.chance(80), selfHeal: random.chance(70), allowEmpty: random.chance(20),
            forceAll: random.chance(10))
    }

    /// What other people do to the cluster meanwhile.
    private func edit(_ cluster: inout ModelCluster, _ random: inout SeededRandom) {
        guard let id = Self.universe.randomElement(using: &random) else { return }
        switch Int.random(in: 0..<8, using: &random) {
        case 0: cluster.edit(id) { $0 = nil }
        case 1: cluster.edit(id) { $0?.projection &+= 1 }
        case 2:
            cluster.edit(id) {
                $0?.owner = nil
                $0?.managedByUs = false
            }
        case 3: cluster.edit(id) { $0?.owner = "shop/other" }
        case 4: cluster.edit(id) { $0?.isKept.toggle() }
        case 5: cluster.edit(id) { $0?.isTerminating = true }
        case 6: cluster.edit(id) { if $0?.isTerminating == true { $0 = nil } }
        default:
            if cluster.rows[id] == nil {
                _ = cluster.apply(id, digest: 9, owner: random.chance(50) ? nil : "shop/other")
            }
        }
    }

    @Test(
        "never deletes what is not ours, never loses track, keeps to the guard",
        arguments: 1...60 as ClosedRange<UInt64>)
    func safety(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var applier = ModelApplier(failures: 20, crashes: 5)
        for _ in 0..<60 {
            let desired = random.chance(10) ? [] : randomDesired(&random)
            let options = randomOptions(&random)
            let plan = applier.sync(desired, options: options, random: &random)
            if desired.isEmpty, !options.allowEmpty { #expect(plan.deletes.isEmpty) }
            for _ in 0..<Int.random(in: 0...3, using: &random) { edit(&applier.cluster, &random) }
        }
        #expect(applier.violations == [])
    }

    @Test(
        "arrives at what is desired once failures stop, and then stays still", arguments: 1...60 as ClosedRange<UInt64>)
    func convergence(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        var applier = ModelApplier(failures: 30, crashes: 10)
        for _ in 0..<20 {
            applier.sync(randomDesired(&random), options: randomOptions(&random), random: &random)
            edit(&applier.cluster, &random)
        }
        clearObstacles(&applier.cluster)
        applier.failures = 0
        applier.crashes = 0
        let final = randomDesired(&random)
        let calm = options(allowEmpty: true)
        applier.sync(final, options: calm, random: &random)

        let second = applier.sync(final, options: calm, random: &random)
        #expect(second.isEmpty)
        #expect(second.blocked.isEmpty)
        #expect(second.summary.outOfSync == 0)
        #expect(second.summary.unchanged == final.count)
        #expect(Set(applier.stored.entries.map(\.id)) == Set(final.map(\.id)))
        for object in final {
            #expect(applier.cluster.rows[object.id]?.projection == ModelCluster.projection(of: object.digest))
            #expect(applier.cluster.rows[object.id]?.owner == me)
        }
        #expect(applier.cluster.rows.count { $0.value.owner == me } == final.count)
        #expect(applier.violations == [])
    }

    /// Takes away what no plan may overcome: objects of others, objects that are being deleted or ask to stay.
    private func clearObstacles(_ cluster: inout ModelCluster) {
        for (id, row) in cluster.rows where row.isTerminating || (row.owner != nil && row.owner != me) {
            cluster.edit(id) { $0 = nil }
        }
        for id in cluster.rows.keys { cluster.edit(id) { $0?.isKept = false } }
    }

    @Test("a manifest that goes back while the outcome of its last apply is unknown is applied all the same")
    func backAndForth() {
        var random = SeededRandom(seed: 1)
        var applier = ModelApplier(failures: 0, crashes: 0)
        let object = id("ConfigMap", "a")
        let noHeal = options(selfHeal: false)
        applier.sync([desired(object, digest: 1)], options: noHeal, random: &random)
        applier.failures = 100
        var outcomes: Set<UInt64> = []
        for _ in 0..<20 {
            applier.sync([desired(object, digest: 2)], options: noHeal, random: &random)
            outcomes.insert(applier.cluster.rows[object]?.projection ?? 0)
        }
        #expect(outcomes.contains(ModelCluster.projection(of: 2)))
        applier.failures = 0
        applier.sync([desired(object, digest: 1)], options: noHeal, random: &random)
        #expect(applier.cluster.rows[object]?.projection == ModelCluster.projection(of: 1))
    }
}
