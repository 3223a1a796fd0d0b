import KubeRuntime
import Surroundings
import TestKit
import Testing

@Suite(.timeLimit(.minutes(1))) struct ShieldedTests {
    @Test("the body runs to its end although the task is cancelled")
    func shields() async {
        let result = await withTaskGroup(of: Bool?.self) { group in
            group.cancelAll()
            group.addTask {
                await shielded(for: .seconds(10), by: .system) { !Task.isCancelled }
            }
            return await group.next() ?? nil
        }
        #expect(result == true)
    }

    @Test("past the limit the body is cancelled")
    func limit() async {
        let clock = ManualClock()
        async let result = shielded(for: .seconds(3), by: Surroundings(clock)) {
            try? await clock.sleep(for: .seconds(999))
            return 1
        }
        await clock.sleepers(atLeast: 2)
        clock.advance(by: .seconds(3))
        #expect(await result == nil)
    }
}
