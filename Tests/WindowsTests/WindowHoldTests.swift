import KubeModel
import Testing
import TimeZones

@testable import Windows

@Suite("Windows together") struct WindowHoldTests {
    private func time(_ hour: Int) -> KubeTime { KubeTime(seconds: 1_796_000_400 + Int64(hour) * 3_600) }

    private func rule(
        _ name: String, _ effect: WindowEffect, _ hours: Range<Int>, _ actions: Set<WindowAction> = [.deploy],
        end: WindowEnd = .finish
    ) -> WindowRule {
        WindowRule(
            name: name, effect: effect, times: .once(from: time(hours.lowerBound), to: time(hours.upperBound)),
            actions: actions, end: end)
    }

    private func hold(_ groups: [[WindowRule]], _ action: WindowAction = .deploy, at hour: Int) -> WindowHold? {
        WindowHold(of: action, by: groups, at: time(hour))
    }

    @Test("none allows all; one that denies holds while it is open; one that allows holds while it is shut")
    func single() {
        #expect(hold([], at: 1) == nil && hold([[]], at: 1) == nil)
        let deny = rule("deny", .deny, 2..<4)
        #expect(hold([[deny]], at: 1) == nil && hold([[deny]], at: 4) == nil)
        #expect(hold([[deny]], at: 2)?.until == time(4) && hold([[deny]], at: 2)?.rules == [deny])
        let allow = rule("allow", .allow, 2..<4)
        #expect(hold([[allow]], at: 1)?.until == time(2) && hold([[allow]], at: 3) == nil)
        #expect(hold([[allow]], at: 4)?.until == nil)
        #expect(hold([[allow]], .prune, at: 1) == nil, "what is not named passes")
    }

    @Test("who holds all that is new holds what comes from an earlier environment, and not the other way round")
    func promotion() {
        #expect(hold([[rule("deny", .deny, 2..<4)]], .promote, at: 2) != nil)
        let promote = rule("promote", .deny, 2..<4, [.promote])
        #expect(hold([[promote]], .promote, at: 2) != nil && hold([[promote]], .deploy, at: 2) == nil)
        #expect(hold([[rule("prune", .deny, 2..<4, [.prune])]], .promote, at: 2) == nil)
    }

    @Test("denying wins; of those that allow one is enough; until all of it is over")
    func several() {
        let (night, noon, freeze) = (
            rule("night", .allow, 2..<6), rule("noon", .allow, 12..<14), rule("freeze", .deny, 1..<13)
        )
        let all = [[night, noon, freeze]]
        #expect(hold(all, at: 3)?.rules.map(\.name) == ["freeze"])
        #expect(hold(all, at: 3)?.until == time(13))
        #expect(hold(all, at: 13) == nil)
        #expect(hold(all, at: 0)?.rules.map(\.name) == ["night", "noon"])
        #expect(hold(all, at: 0)?.until == time(13), "the night is frozen")
        #expect(hold([[night, noon]], at: 12) == nil)
    }

    @Test("however often others open and shut meanwhile, the end of the last that holds is found")
    func long() throws {
        let moments = WindowTimes.Recurrence(
            schedule: try CronSchedule("*/5 * * * *"), length: .seconds(60), zone: .utc)
        let often = WindowRule(
            name: "often", effect: .allow, times: .recurring(moments), actions: [.deploy], end: .finish)
        let hold = try #require(self.hold([[often, rule("freeze", .deny, 0..<24 * 90)]], at: 1))
        #expect(hold.until == time(24 * 90), "on the hour, where the other is open, too")
        let (odd, even) = (rule("odd", .deny, 1..<2), rule("even", .deny, 2..<3))
        #expect(self.hold([[odd], [even]], at: 1)?.until == time(3))
    }

    @Test("what is allowed in one place is not thereby in another")
    func places() {
        let (here, there) = (rule("here", .allow, 0..<24), rule("there", .allow, 5..<6))
        #expect(hold([[here], [there]], at: 1)?.rules.map(\.name) == ["there"])
        #expect(hold([[here, there]], at: 1) == nil)
        #expect(hold([[here], [there]], at: 1)?.until == time(5))
    }

    @Test("one that cannot be used holds for good, whatever it is for")
    func broken() throws {
        for effect in WindowEffect.allCases {
            let broken = rule("broken", effect, 2..<4).failing("no such zone")
            let hold = try #require(self.hold([[broken]], at: 3))
            #expect(hold.until == nil && !hold.mayEnd && hold.rules.first?.problem == "no such zone")
        }
    }

    @Test("what began before stops where one of those that hold says so")
    func stop() {
        let rules = [rule("a", .deny, 1..<5), rule("b", .deny, 1..<3, end: .stop)]
        #expect(hold([rules], at: 2)?.stops == true && hold([rules], at: 4)?.stops == false)
    }
}
