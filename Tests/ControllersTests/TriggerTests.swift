import KubeRuntime
import Operating
import Testing

@testable import Controllers

@Suite("What causes work") struct TriggerTests {
    @Test("each has a place of its own in a set")
    func places() {
        let all = Trigger.allCases.map(\.causes)
        #expect(Set(all).count == all.count)
        #expect(all.allSatisfy { !$0.isEmpty })
    }

    @Test("a person's request is found behind any other cause", arguments: Trigger.allCases)
    func request(other: Trigger) {
        let causes = other.causes.union(Trigger.request.causes)
        #expect(causes.contains(.request) && causes.contains(other))
        #expect(causes.leading == .request)
    }

    @Test("what goes back is known by the word that operations have")
    func rollback() { #expect(Trigger.rollback.rawValue == Pin.trigger) }

    @Test("without any cause it is time to look again")
    func retry() { #expect(Causes().leading == .retry) }
}
