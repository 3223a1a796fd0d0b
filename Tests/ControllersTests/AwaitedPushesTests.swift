import Documents
import Git
import GitOpsAPI
import Testing

@testable import Controllers

@Suite("Pushes that were announced") struct AwaitedPushesTests {
    private let key = ObjectKey(namespace: "shop", name: "config")
    private let old = String(repeating: "a", count: 40)
    private let new = String(repeating: "b", count: 40)

    private func main(_ commit: String) -> [GitReference: GitRevision] {
        [.branch("main"): GitRevision(reference: "main", commit: commit)]
    }

    private func change(_ commit: String?, of reference: String = "refs/heads/main") -> GitOpsReceiver.Change {
        GitOpsReceiver.Change(reference: reference, commit: commit)
    }

    @Test("are looked for three more times while the listing is what it was")
    func older() {
        let pushes = AwaitedPushes()
        pushes.note([change(new)], of: key, known: main(old))
        let pauses = (0..<5).map { _ in pushes.noteLook(at: key, found: main(old)) }
        #expect(pauses == [.seconds(1), .seconds(3), .seconds(10), nil, nil])
    }

    @Test("are there once the listing has them, or something newer")
    func found() {
        for commit in [new, String(repeating: "c", count: 40)] {
            let pushes = AwaitedPushes()
            pushes.note([change(new)], of: key, known: main(old))
            #expect(pushes.noteLook(at: key, found: main(old)) == .seconds(1))
            #expect(pushes.noteLook(at: key, found: main(commit)) == nil)
            #expect(pushes.noteLook(at: key, found: main(old)) == nil)
        }
    }

    @Test("are nothing to wait for where they are known, or nobody uses what moved")
    func nothing() {
        let pushes = AwaitedPushes()
        pushes.note(
            [change(old), change(new, of: "refs/heads/other"), change(new, of: "refs/tags/main")], of: key,
            known: main(old))
        #expect(pushes.noteLook(at: key, found: main(old)) == nil)
        pushes.note([change(new)], of: key, known: [:])
        #expect(pushes.noteLook(at: key, found: main(old)) == nil, "whoever knows nothing has just begun")
    }

    @Test("of the branch that HEAD names, of tags, and of what is gone")
    func others() {
        let pushes = AwaitedPushes()
        let head: [GitReference: GitRevision] = [.head: GitRevision(reference: "main", commit: old)]
        pushes.note([change(new)], of: key, known: head)
        #expect(pushes.noteLook(at: key, found: head) == .seconds(1))
        let tag: [GitReference: GitRevision] = [.tag("v1"): GitRevision(reference: "v1", commit: old)]
        pushes.forget(key)
        pushes.note([change(nil, of: "refs/tags/v1")], of: key, known: tag)
        #expect(pushes.noteLook(at: key, found: tag) == .seconds(1))
        #expect(pushes.noteLook(at: key, found: [:]) == nil, "it is gone")
    }

    @Test("have a bound")
    func bound() {
        let pushes = AwaitedPushes()
        var known: [GitReference: GitRevision] = [:]
        for number in 0..<1_000 { known[.branch("\(number)")] = GitRevision(reference: "\(number)", commit: old) }
        pushes.note((0..<1_000).map { change(new, of: "refs/heads/\($0)") }, of: key, known: known)
        #expect(pushes.noteLook(at: key, found: known) == .seconds(1))
    }
}
