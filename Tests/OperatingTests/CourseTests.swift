import Directives
import Testing

@testable import Operating

@Suite("What an operation of several steps does next")
struct CourseTests {
    private var course = Course(parts: [], hooks: [], hasPrunes: false, failure: nil)

    private mutating func part(_ wave: Int32, _ state: Course.Part.State) {
        course.parts.append(Course.Part(wave: wave, state: state))
    }

    private mutating func hook(
        _ phase: SyncPhase, _ wave: Int32 = 0, alone: Bool = false, _ state: Course.HookPart.State = .due
    ) {
        course.hooks.append(Course.HookPart(phase: phase, wave: wave, isAlone: alone, state: state))
    }

    private func place(_ phase: SyncPhase, _ wave: Int32 = 0) -> Operation.Place {
        Operation.Place(phase: phase, wave: wave)
    }

    @Test("nothing to do is the end")
    func nothing() { #expect(course.next == .end) }

    @Test("hooks before come first, wave by wave, those of a wave together")
    mutating func before() {
        part(0, .due)
        hook(.preSync, 1)
        hook(.preSync, -1)
        hook(.preSync, -1)
        #expect(course.next == .carryOut(Course.Stage(place: place(.preSync, -1), hooks: [1, 2])))
        course.hooks[1].state = .succeeded
        course.hooks[2].state = .running("migrates")
        #expect(course.next == .wait(place(.preSync, -1), "migrates"))
        course.hooks[2].state = .succeeded
        #expect(course.next == .carryOut(Course.Stage(place: place(.preSync, 1), hooks: [0])))
        course.hooks[0].state = .succeeded
        #expect(course.next == .carryOut(Course.Stage(place: place(.sync), applies: true)))
    }

    @Test("checks before come before everything, and what fails there has nothing run at all")
    mutating func checksBefore() {
        part(0, .due)
        hook(.preSync)
        hook(.syncFail)
        hook(.before)
        hook(.before)
        #expect(course.next == .carryOut(Course.Stage(place: place(.before), hooks: [2, 3])))
        course.hooks[2].state = .succeeded
        course.hooks[3].state = .running("asks")
        #expect(course.next == .wait(place(.before), "asks"))
        course.hooks[3].state = .failed("no")
        #expect(course.next == .fail(place(.before), "no"))
        course.hooks[3].state = .succeeded
        #expect(course.next == .carryOut(Course.Stage(place: place(.preSync), hooks: [0])))
    }

    @Test(
        "checks behind come once all is healthy and the hooks behind are done, and where one fails the hooks for that run"
    )
    mutating func checksBehind() {
        part(0, .settling("1 of 2 Pods"))
        hook(.postSync)
        hook(.after)
        hook(.syncFail)
        #expect(course.next == .wait(place(.sync), "1 of 2 Pods"))
        course.parts[0].state = .settled
        #expect(course.next == .carryOut(Course.Stage(place: place(.postSync), hooks: [0])))
        course.hooks[0].state = .succeeded
        #expect(course.next == .carryOut(Course.Stage(place: place(.after), hooks: [1])))
        course.hooks[1].state = .failed("no")
        #expect(course.next == .carryOut(Course.Stage(place: place(.syncFail), hooks: [2], failure: "no")))
        course.hooks[1].state = .succeeded
        #expect(course.next == .end)
    }

    @Test("Helm's hooks of one weight run one after the other")
    mutating func alone() {
        hook(.preSync, alone: true)
        hook(.preSync, alone: true)
        #expect(course.next == .carryOut(Course.Stage(place: place(.preSync), hooks: [0])))
        course.hooks[0].state = .running("a")
        #expect(course.next == .wait(place(.preSync), "a"))
        course.hooks[0].state = .succeeded
        #expect(course.next == .carryOut(Course.Stage(place: place(.preSync), hooks: [1])))
    }

    @Test("a wave is applied once the one before it is healthy")
    mutating func waves() {
        part(-1, .due)
        part(3, .due)
        #expect(course.next == .carryOut(Course.Stage(place: place(.sync, -1), applies: true)))
        course.parts[0].state = .settling("1 of 2 Pods is ready")
        #expect(course.next == .wait(place(.sync, -1), "1 of 2 Pods is ready"))
        course.parts[0].state = .failing("crashes")
        #expect(course.next == .fail(place(.sync, -1), "crashes"))
        course.parts[0].state = .settled
        #expect(course.next == .carryOut(Course.Stage(place: place(.sync, 3), applies: true)))
    }

    @Test("the last wave is waited for only where something comes after it")
    mutating func last() {
        part(0, .settling("soon"))
        #expect(course.next == .end)
        hook(.postSync)
        #expect(course.next == .wait(place(.sync), "soon"))
        course.parts[0].state = .settled
        #expect(course.next == .carryOut(Course.Stage(place: place(.postSync), hooks: [0])))
        course.hooks[0].state = .succeeded
        #expect(course.next == .end)
        course.parts[0].state = .failing("ill since")
        #expect(course.next == .end)
    }

    @Test("what is to go goes after the last wave, and before the hooks behind")
    mutating func prunes() {
        course.hasPrunes = true
        part(0, .settled)
        part(2, .due)
        hook(.postSync)
        #expect(course.next == .carryOut(Course.Stage(place: place(.sync, 2), applies: true)))
        course.parts[1].state = .settled
        #expect(course.next == .carryOut(Course.Stage(place: place(.sync, 2), prunes: true)))
        course.hasPrunes = false
        #expect(course.next == .carryOut(Course.Stage(place: place(.postSync), hooks: [0])))
    }

    @Test("what fails is followed by the hooks for that, whatever becomes of them, and by nothing else")
    mutating func failure() {
        hook(.preSync, 0, .failed("no database"))
        hook(.syncFail)
        hook(.syncFail, 1)
        part(0, .due)
        let stage = Course.Stage(place: place(.syncFail), hooks: [1], failure: "no database")
        #expect(course.next == .carryOut(stage))
        course.hooks[1].state = .failed("too")
        #expect(
            course.next == .carryOut(Course.Stage(place: place(.syncFail, 1), hooks: [2], failure: "no database")))
        course.hooks[2].state = .running("cleans")
        #expect(course.next == .wait(place(.syncFail, 1), "cleans"))
        course.hooks[2].state = .succeeded
        #expect(course.next == .fail(place(.preSync), "no database"))
    }

    @Test("an attempt that has failed does not go on when its cause passes while it is cleaned up")
    mutating func stillFailed() {
        course.failure = "crashed"
        part(0, .settled)
        part(1, .due)
        hook(.syncFail, 0, .running("cleans"))
        #expect(course.next == .wait(place(.syncFail), "cleans"))
        course.hooks[0].state = .succeeded
        #expect(course.next == .fail(place(.syncFail), "crashed"))
    }

    @Test("what hooks cannot be without goes before them, in their phase, and has to be well")
    mutating func needed() {
        hook(.preSync, -1)
        course.parts.append(Course.Part(neededAt: place(.preSync, -1), state: .due))
        part(0, .due)
        #expect(course.next == .carryOut(Course.Stage(place: place(.preSync, -1), applies: true)))
        course.parts[0].state = .settling("is on its way out")
        #expect(course.next == .wait(place(.preSync, -1), "is on its way out"))
        course.parts[0].state = .failing("belongs to another")
        #expect(course.next == .fail(place(.preSync, -1), "belongs to another"))
        course.parts[0].state = .settled
        #expect(course.next == .carryOut(Course.Stage(place: place(.preSync, -1), hooks: [0])))
        course.hooks[0].state = .succeeded
        #expect(course.next == .carryOut(Course.Stage(place: place(.sync), applies: true)))
    }

    @Test("hooks beside objects begin with their wave, and both have to be well")
    mutating func beside() {
        part(1, .due)
        part(2, .due)
        hook(.sync, 1)
        #expect(course.next == .carryOut(Course.Stage(place: place(.sync, 1), hooks: [0], applies: true)))
        course.parts[0].state = .settled
        course.hooks[0].state = .running("loads")
        #expect(course.next == .wait(place(.sync, 1), "loads"))
        course.hooks[0].state = .failed("cannot load")
        #expect(course.next == .fail(place(.sync, 1), "cannot load"))
    }

    @Test("what is deleted last goes once all is well and other deletions are done, before the hooks behind")
    mutating func pruningLast() {
        part(0, .due)
        part(1, .settled)
        hook(.postSync)
        (course.hasPrunes, course.hasLastPrunes) = (true, true)
        #expect(course.next == .carryOut(Course.Stage(place: place(.sync), applies: true)))
        course.parts[0].state = .settled
        course.parts[1].state = .settling("starts")
        #expect(course.next == .wait(place(.sync, 1), "starts"))
        course.parts[1].state = .failing("crashes")
        #expect(course.next == .fail(place(.sync, 1), "crashes"))
        course.parts[1].state = .settled
        #expect(course.next == .carryOut(Course.Stage(place: place(.sync, 1), prunes: true)))
        (course.hasPrunes, course.leaving) = (false, "is on its way out")
        #expect(course.next == .wait(place(.sync, 1), "is on its way out"))
        course.leaving = nil
        #expect(course.next == .carryOut(Course.Stage(place: place(.sync, 1), prunesLast: true)))
        course.hasLastPrunes = false
        #expect(course.next == .carryOut(Course.Stage(place: place(.postSync), hooks: [0])))
    }
}
