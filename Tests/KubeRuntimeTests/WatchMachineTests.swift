import KubeModel
import Testing

@testable import KubeRuntime

@Suite struct WatchMachineTests {
    private typealias Input = WatchMachine.Input
    private typealias Step = WatchMachine.Step

    private static let lost = Input.failed(KubeError(.transport, "connection refused"))
    private static let gone = Input.failed(KubeError(.gone, "too old resource version", status: 410))
    private static let silent = Input.failed(KubeError(.timeout, "silent for 150000 ms"))
    private static let refused = Input.failed(KubeError(.forbidden, "not allowed", status: 403))

    private static let same = Input.checked(resourceVersion: "7")

    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        fileprivate var inputs: [WatchMachine.Input]
        fileprivate var step: WatchMachine.Step
        fileprivate var health: WatchHealth = .current
        fileprivate var restart: WatchMachine.Restart?
    }

    private static let watching: [Input] = [.listed(resourceVersion: "7"), .opened]

    /// Inputs arrive ten seconds apart; chance takes nothing away.
    static let cases = [
        Case(testDescription: "begins with a list", inputs: [], step: .list, health: .listing),
        Case(
            testDescription: "watches from the list's version", inputs: [.listed(resourceVersion: "7")],
            step: .open(resourceVersion: "7")),
        Case(testDescription: "then receives", inputs: watching, step: .receive),
        Case(
            testDescription: "a failed list is listed again, later", inputs: [refused],
            step: .pause(.milliseconds(800)), health: .failing(KubeError(.forbidden, "not allowed", status: 403))),
        Case(
            testDescription: "a second failure waits longer", inputs: [refused, .paused, refused],
            step: .pause(.milliseconds(1600)), health: .failing(KubeError(.forbidden, "not allowed", status: 403))),
        Case(
            testDescription: "a stream that the server ends is opened where it ended",
            inputs: watching + [.received(resourceVersion: "9"), .closed, .checked(resourceVersion: "9")],
            step: .open(resourceVersion: "9")),
        Case(
            testDescription: "once the server is known to be there",
            inputs: watching + [.received(resourceVersion: "9"), .closed], step: .check, restart: .closed),
        Case(
            testDescription: "a server that is behind that is listed again, at once",
            inputs: watching + [.received(resourceVersion: "9"), .closed, .checked(resourceVersion: "8")],
            step: .pause(.zero), health: .listing, restart: .rewound),
        Case(
            testDescription: "and then is listed",
            inputs: watching + [lost, .paused, .checked(resourceVersion: "6"), .paused], step: .list, health: .listing),
        Case(
            testDescription: "an event from before what was told is none, and all is listed again",
            inputs: watching + [.received(resourceVersion: "9"), .received(resourceVersion: "8")],
            step: .pause(.zero), health: .listing, restart: .rewound),
        Case(
            testDescription: "again and again it does not spin",
            inputs: watching + [
                .received(resourceVersion: "6"), .paused, .listed(resourceVersion: "7"), .opened,
                .received(resourceVersion: "6"),
            ],
            step: .pause(.milliseconds(1600)), health: .listing, restart: .rewound),
        Case(
            testDescription: "versions that are no numbers are not compared",
            inputs: watching + [.received(resourceVersion: "b"), .received(resourceVersion: "a")], step: .receive),
        Case(
            testDescription: "a stream on which nothing happens is opened again, which is no failure",
            inputs: watching + [.received(resourceVersion: "9"), silent], step: .check,
            restart: .silent),
        Case(
            testDescription: "a server that does not answer then is one",
            inputs: watching + [silent, silent], step: .pause(.milliseconds(800)),
            health: .failing(KubeError(.timeout, "silent for 150000 ms")), restart: .lost),
        Case(
            testDescription: "a lost stream is not current, and waits",
            inputs: watching + [.received(resourceVersion: "9"), lost], step: .pause(.milliseconds(800)),
            health: .failing(KubeError(.transport, "connection refused")), restart: .lost),
        Case(
            testDescription: "a lost stream goes on where it ended",
            inputs: watching + [
                .received(resourceVersion: "9"), lost, .paused, .checked(resourceVersion: "12"),
            ],
            step: .open(resourceVersion: "9"),
            health: .failing(KubeError(.transport, "connection refused"))),
        Case(
            testDescription: "an opened stream is current again", inputs: watching + [lost, .paused, same, .opened],
            step: .receive),
        Case(
            testDescription: "a version that is gone leads to a new list, at once", inputs: watching + [gone, .paused],
            step: .list, health: .listing, restart: nil),
        Case(
            testDescription: "the first time without waiting", inputs: watching + [gone], step: .pause(.zero),
            health: .listing, restart: .gone),
        Case(
            testDescription: "gone while opening leads to a new list",
            inputs: [.listed(resourceVersion: "7"), gone, .paused], step: .list, health: .listing),
        Case(
            testDescription: "a version that is gone again and again does not spin",
            inputs: watching + [gone, .paused, .listed(resourceVersion: "8"), gone], step: .pause(.milliseconds(1600)),
            health: .listing, restart: .gone),
        Case(
            testDescription: "a server that refuses the version three times is listed again",
            inputs: watching + [refused, .paused, same, refused, .paused, same, refused, .paused], step: .list,
            health: .failing(KubeError(.forbidden, "not allowed", status: 403))),
        Case(
            testDescription: "one that cannot be reached is not",
            inputs: watching + [lost, .paused, lost, .paused, lost, .paused], step: .check,
            health: .failing(KubeError(.transport, "connection refused"))),
        Case(
            testDescription: "a bookmark moves the version",
            inputs: watching + [.received(resourceVersion: "8"), .received(resourceVersion: ""), .closed, same],
            step: .pause(.zero), health: .listing, restart: .rewound),
        Case(
            testDescription: "what may be listed and not watched is not current, however often it is listed",
            inputs: [.listed(resourceVersion: "7"), refused, .paused, same, refused, .paused, same, refused, .paused]
                + [.listed(resourceVersion: "8")],
            step: .open(resourceVersion: "8"), health: .failing(KubeError(.forbidden, "not allowed", status: 403))),
        Case(
            testDescription: "until it may be watched",
            inputs: [
                .listed(resourceVersion: "7"), refused, .paused, same, .opened, gone, .paused,
                .listed(resourceVersion: "8"),
            ],
            step: .open(resourceVersion: "8")),
        Case(
            testDescription: "Retry-After is heeded",
            inputs: [
                .failed(KubeError(.tooManyRequests, "slow down", status: 429, retryAfter: .seconds(5)))
            ],
            step: .pause(.seconds(5)),
            health: .failing(
                KubeError(.tooManyRequests, "slow down", status: 429, retryAfter: .seconds(5)))),
    ]

    @Test("the table of transitions", arguments: cases)
    func table(_ test: Case) {
        var machine = WatchMachine()
        var restart: WatchMachine.Restart?
        for (index, input) in test.inputs.enumerated() {
            restart = machine.handle(input, now: .seconds(index * 10), random: 0)
        }
        #expect(machine.step == test.step)
        #expect(machine.health == test.health)
        #expect(restart == test.restart)
    }

    @Test(
        "a list that is older than what was told is of another past",
        arguments: [("7", false), ("8", false), ("6", true), ("", false)])
    func rewound(version: String, isRewound: Bool) {
        var machine = WatchMachine()
        for input in Self.watching + [Self.gone, .paused, .listed(resourceVersion: version)] {
            _ = machine.handle(input, now: .zero, random: 0)
        }
        #expect(machine.isRewound == isRewound)
        for input in [.opened, Self.gone, .paused, .listed(resourceVersion: "99")] as [Input] {
            _ = machine.handle(input, now: .zero, random: 0)
        }
        #expect(!machine.isRewound, "and the next one follows from it")
    }

    @Test("a stream that ends at once and empty is opened again after a pause")
    func emptyStream() {
        var machine = WatchMachine()
        for input in Self.watching { _ = machine.handle(input, now: .seconds(1), random: 0) }
        #expect(machine.handle(.closed, now: .milliseconds(1100), random: 0) == .closed)
        #expect(machine.step == .pause(.milliseconds(800)))
    }

    @Test("failures are forgotten after two calm minutes")
    func calm() {
        var machine = WatchMachine()
        _ = machine.handle(Self.refused, now: .seconds(0), random: 0)
        _ = machine.handle(.paused, now: .seconds(1), random: 0)
        _ = machine.handle(Self.refused, now: .seconds(122), random: 0)
        #expect(machine.step == .pause(.milliseconds(800)))
    }
}
