import Documents
import FoundationEssentials
import KubeClient
import KubeModel
import Synchronization
import Testing
import Transport

@testable import Commands

/// What commands write, to the character. To write `Fixtures/commands` anew: `MARTLET_UPDATE=1 swift test --filter GoldenOutputTests`
@Suite struct GoldenOutputTests {
    private typealias Command = @Sendable (KubeClient, Console) async throws(CommandError) -> Void

    private static let now = KubeTime("2026-11-30T08:00:00Z") ?? KubeTime(seconds: 0)
    private static let shop = ObjectKey(namespace: "shops", name: "shop")

    private static func get(
        _ form: OutputForm, in namespace: String?, _ kinds: [KindChoice] = [.applications]
    ) -> Command {
        { client, console throws(CommandError) in
            try await Listing(client, console, form: form, hasHeader: true).show(
                kinds, Selection(namespace: namespace, names: [], labelSelector: nil))
        }
    }

    private static func trace(_ kind: String, _ name: String, _ files: [Trace.File]?, _ form: DataForm) -> Command {
        { client, console throws(CommandError) in
            let trace = Trace(client, console)
            let found = try await trace.find(kind, ObjectKey(namespace: "shops", name: name))
            #expect(found.owner == shop)
            trace.show(found, files, form)
        }
    }

    private static let files = [
        Trace.File(
            path: "deploy/shop/web.yaml", line: 12, maker: "the manifest",
            change: "9f2c1a7d0000 Take the new image (Ada Lovelace, 2026-11-30T06:58:00Z)"),
        Trace.File(path: "deploy/shop/kustomization.yaml", line: nil, maker: "images[0]", change: nil),
    ]

    private static func tree(_ isOfProblems: Bool, _ form: DataForm) -> Command {
        { client, console throws(CommandError) in
            try await ObjectTree(client, console, installation: "martlet").show(
                shop, isOfProblems: isOfProblems, form)
        }
    }

    private static func events(_ isOfWarnings: Bool, _ form: DataForm) -> Command {
        { client, console throws(CommandError) in
            try await EventList(client, console).show(shop, isOfWarnings: isOfWarnings, form)
        }
    }

    private static func wait(_ state: AwaitedState) -> Command {
        { client, console throws(CommandError) in
            try await Waiting(client, console).wait(
                for: state, of: ObjectKey(namespace: "others", name: "a-name-that-is-longer"), atMost: .seconds(60))
        }
    }

    private static let commits = [
        CommitList.Entry(
            sha: "9f2c1a7d00000000000000000000000000000000", time: now + .seconds(-3_600), author: "Ada Lovelace",
            subject: "Take the new image, and tell the kitchen that the menu of the day is another one", isApplied: true
        ),
        CommitList.Entry(
            sha: "4be1d3c200000000000000000000000000000000", time: now + .seconds(-260_000), author: "Karl",
            subject: "Begin", isApplied: false),
    ]

    private static func history(_ form: DataForm) -> Command {
        { client, console throws(CommandError) in try await HistoryList(client, console).show(shop, form) }
    }

    private static func commitList(_ end: String?, _ form: DataForm) -> Command {
        { client, console throws(CommandError) in CommitList(client, console).show(commits, end: end, form) }
    }

    private static func statistics(_ namespace: String?, _ form: DataForm) -> Command {
        { client, console throws(CommandError) in try await Statistics(client, console).show(in: namespace, form) }
    }

    private static func delivery(_ namespace: String?, _ form: DataForm) -> Command {
        { client, console throws(CommandError) in
            try await Statistics(client, console).showDelivery(in: namespace, byEnvironment: false, days: 30, form)
        }
    }

    private static func check(_ form: DataForm) -> Command {
        { client, console throws(CommandError) in
            try await Examination(client, console, home: "martlet-system").run(isBefore: false, form)
        }
    }

    private static func version(_ form: DataForm) -> Command {
        { client, console throws(CommandError) in
            try await Versions(console, own: "0.1.0").show(of: client, home: "martlet-system", form)
        }
    }

    private static let commands: [(String, Command)] = [
        ("get", get(.table, in: "shops")), ("get -A", get(.table, in: nil)), ("get -o wide", get(.wide, in: "shops")),
        ("get -A -o wide", get(.wide, in: nil)), ("get -o name", get(.name, in: "shops")),
        ("get all", get(.table, in: "shops", KindChoice.allCases)), ("get -n none", get(.table, in: "none")),
        ("get -o json", get(.json, in: "others")),
        ("tree shop", tree(false, .text)), ("tree shop --problems", tree(true, .text)),
        ("tree shop -o json", tree(false, .json)),
        ("trace pod/web-7d9c-x2x4k", trace("pod", "web-7d9c-x2x4k", nil, .text)),
        ("trace cm/web", trace("cm", "web", nil, .text)),
        ("trace cm/web -o json", trace("cm", "web", nil, .json)),
        ("trace cm/nobodys", trace("cm", "nobodys", nil, .text)),
        ("trace cm/web --file", trace("cm", "web", files, .text)),
        ("trace cm/web --file -o json", trace("cm", "web", files, .json)), ("history shop", history(.text)),
        ("history shop -o json", history(.json)),
        ("history shop --commits", commitList("there may be earlier ones; --limit shows more", .text)),
        ("history shop --commits -o json", commitList(nil, .json)),
        (
            "history shop --commits --limit 2 -o json",
            commitList("there may be earlier ones; --limit shows more", .json)
        ),
        ("events shop", events(false, .text)), ("events shop --warnings", events(true, .text)),
        ("events shop -o json", events(false, .json)),
        ("stats", statistics(nil, .text)), ("stats -n shops", statistics("shops", .text)),
        ("stats -o json", statistics(nil, .json)), ("stats --dora", delivery(nil, .text)),
        ("stats --dora -n shops", delivery("shops", .text)), ("stats --dora -n none", delivery("none", .text)),
        ("stats --dora -o json", delivery(nil, .json)), ("stats --dora -n shops -o json", delivery("shops", .json)),
        ("wait a-name-that-is-longer", wait(.ready)), ("wait --for revision=9f2c1a7", wait(.revision("9f2c1a7"))),
        ("check", check(.text)), ("check -o json", check(.json)), ("version", version(.text)),
        ("version -o json", version(.json)),
        (
            "suspend shop --until",
            { client, console throws(CommandError) in
                try await Switching(client, console).suspend(shop, until: now + .seconds(7_200), reason: "a sale")
            }
        ),
        (
            "suspend shop",
            { client, console throws(CommandError) in
                try await Switching(client, console).suspend(shop, until: nil, reason: nil)
            }
        ),
        ("resume shop", { client, console throws(CommandError) in try await Switching(client, console).resume(shop) }),
        ("stop shop", { client, console throws(CommandError) in try await Switching(client, console).stop(shop) }),
        (
            "rollback shop --no-wait",
            { client, console throws(CommandError) in
                try await Switching(client, console).rollBack(shop, to: nil, reason: nil, patience: nil)
            }
        ),
        (
            "rollback shop --to 1234567",
            { client, console throws(CommandError) in
                try await Switching(client, console).rollBack(shop, to: "1234567", reason: nil, patience: nil)
            }
        ),
        (
            "sync shop --no-wait --object deploy/web",
            { client, console throws(CommandError) in
                try await SyncRequest(client, console).sync(shop, objects: ["deploy/web"], patience: nil)
            }
        ),
    ]

    private static let servers: [(String, MadeUpServer.Mood)] = [
        ("no network", .isAway(TransportError(.connect, "connect to made-up.test:443: Connection refused"))),
        ("a certificate of somebody else", .isAway(TransportError(.tls, "the certificate is not for made-up.test"))),
        ("no answer in time", .isAway(TransportError(.timedOut, "no answer in 30 s"))),
        ("expired credentials", .refuses(status: 401, reason: "Unauthorized", message: "Unauthorized")),
        (
            "no rights",
            .refuses(
                status: 403, reason: "Forbidden",
                message: "gitopsapplications.gitops.martlet.dev is forbidden: User \"nobody\" cannot list resource")
        ),
        ("a server that is not well", .refuses(status: 500, reason: "InternalError", message: "etcd has no leader")),
        ("a server without our kinds", .refuses(status: 404, reason: "NotFound", message: "page not found")),
    ]

    @Test("each command, at two widths of a terminal", arguments: [80, 200])
    func outputs(width: Int) async throws {
        let server = MadeUpServer(MadeUpObjects.kinds, try MadeUpObjects.all())
        var text = ""
        for (name, command) in Self.commands {
            text += "$ \(name)\n" + (await Self.run(command, server, width: width)) + "\n"
        }
        try Self.compare(text, "commands-\(width).txt")
    }

    @Test("errors are one line, with the code that the page of commands has for them")
    func errors() async throws {
        var text = ""
        for (name, mood) in Self.servers {
            let server = MadeUpServer(MadeUpObjects.kinds, [], mood: mood)
            text += "$ get, \(name)\n" + (await Self.run(Self.get(.table, in: "shops"), server, width: 80)) + "\n"
        }
        let old = MadeUpServer(MadeUpObjects.kinds, [], minor: 19)
        text += "$ check, an old server\n"
        text += await Self.run(
            { client, console throws(CommandError) in
                try await Examination(client, console, home: "none").run(isBefore: false, .text)
            }, old, width: 200)
        try Self.compare(text, "errors.txt")
    }

    /// Everything that a terminal would show: notes and errors with marks before them, and what it ends with.
    private static func run(_ command: Command, _ server: MadeUpServer, width: Int) async -> String {
        let shown = Mutex("")
        let console = Console(
            write: { more in shown.withLock { $0 += more } },
            note: { more in shown.withLock { $0 += "# \(more)\n" } }, isColored: false, width: width)
        do throws(CommandError) {
            try await command(server.client(at: now), console)
        } catch {
            #expect(!error.message.contains("\n"))
            shown.withLock { $0 += "Error: \(error)\nends with \(error.code.rawValue)\n" }
        }
        return shown.withLock { $0 }
    }

    private static func compare(_ text: String, _ name: String) throws {
        let file = fixture(name)
        if ProcessInfo.processInfo.environment["MARTLET_UPDATE"] == "1" { try Data(text.utf8).write(to: file) }
        let found = try? String(contentsOf: file, encoding: .utf8)
        #expect(
            found == text,
            "Fixtures/commands/\(name) is out of date; run: MARTLET_UPDATE=1 swift test --filter GoldenOutputTests")
    }

    static let project = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    static func fixture(_ name: String) -> URL { project.appending(path: "Tests/Fixtures/commands/\(name)") }
}
