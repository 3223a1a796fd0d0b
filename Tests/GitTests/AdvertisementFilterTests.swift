import TestKit
import Testing

@testable import Git

/// A server's list of references, written and read in git's own form.
private enum Advertisement {
    static func line(_ text: String) -> String {
        let length = String(text.utf8.count + 5, radix: 16)
        return String(repeating: "0", count: 4 - length.count) + length + text + "\n"
    }

    static let service = line("# service=git-upload-pack") + "0000"

    static func of(_ lines: [String], head: String? = nil) -> String {
        let symref = head.map { " symref=HEAD:\($0)" } ?? ""
        let first = lines.first.map { line("\($0)\0multi_ack side-band-64k\(symref) ofs-delta") } ?? ""
        return first + lines.dropFirst().map(line).joined() + "0000"
    }

    /// As libgit2 reads it.
    static func read(_ text: String) -> RemoteListing {
        var listing = RemoteListing()
        var rest = Array(text.utf8)[...]
        var head: String?
        while let length = Int(String(decoding: rest.prefix(4), as: UTF8.self), radix: 16), length > 0 {
            let line = String(decoding: rest[..<(rest.startIndex + length)].dropFirst(4), as: UTF8.self)
            rest = rest.dropFirst(length)
            let parts = line.dropLast().split(separator: "\0")
            if let symref = parts.last?.firstRange(of: "symref=HEAD:") {
                head = parts.last.map { String($0[symref.upperBound...].prefix { $0 != " " }) }
            }
            let name = String(parts[0].dropFirst(41))
            listing.add(name, String(line.prefix(40)), target: name == "HEAD" ? head : nil)
        }
        return listing
    }
}

@Suite("lists of references") struct AdvertisementFilterTests {
    private static func id(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 40 - digits.count) + digits
    }

    /// What goes on of a text that comes in pieces.
    private func passed(
        _ text: String, _ rule: ListingRule, namesService: Bool = false, piece: () -> Int = { .max }
    ) throws -> String {
        var filter = AdvertisementFilter(rule, namesService: namesService)
        var (rest, passed) = (Array(text.utf8)[...], [UInt8]())
        while !rest.isEmpty {
            let next = rest.prefix(piece())
            passed += try filter.pass(next)
            rest = rest.dropFirst(next.count)
        }
        return String(decoding: passed, as: UTF8.self)
    }

    private static let head = "\(id(1)) HEAD"
    private static let others = [
        "\(id(1)) refs/heads/main", "\(id(3)) refs/heads/other", "\(id(4)) refs/pull/1/head",
        "\(id(5)) refs/tags/v1.0.0", "\(id(6)) refs/tags/v1.0.0^{}", "\(id(7)) refs/tags/v2.0.0",
        "\(id(8)) refs/tags/v3.0.0-rc", "\(id(9)) refs/tags/v3.0.0-rc^{}",
    ]

    @Test(
        "of a list only what is looked for goes on, in whatever pieces it comes, with and without the service's name",
        arguments: [
            ([GitReference.head], [0]), ([.branch("other")], [1]), ([.branch("refs/heads/other")], [1]),
            ([.tag("v1.0.0")], [3, 4]), ([.semver(">=1")], [5]),
            ([.semver("^1"), .semver(">=3.0.0-0")], [3, 4, 6, 7]),
            ([.commit(id(4))], [2]), ([.commit(id(6))], [3, 4]), ([.head, .tag("v2.0.0")], [0, 5]),
            ([.branch("none"), .semver("no range"), .commit("12ab")], []),
        ])
    func wanted(references: [GitReference], kept: [Int]) throws {
        for service in [Advertisement.service, ""] {
            let text = service + Advertisement.of([Self.head] + Self.others, head: "refs/heads/main")
            let expected =
                service + Advertisement.of([Self.head] + kept.map { Self.others[$0] }, head: "refs/heads/main")
            for piece in [1, 7, Int.max] {
                let passed = try passed(
                    text, ListingRule(references), namesService: !service.isEmpty, piece: { piece })
                #expect(passed == expected)
            }
        }
    }

    @Test("whatever a remote has and whatever is looked for: it is found in what goes on as in the whole list")
    func sameAnswers() throws {
        for seed in 0..<300 {
            var random = SeededRandom(seed: UInt64(seed))
            let (text, references) = example(&random)
            let whole = Advertisement.read(text)
            let passed = try passed(text, ListingRule(references), piece: { Int.random(in: 1...90, using: &random) })
            let short = Advertisement.read(passed)
            for reference in references {
                func find(_ listing: RemoteListing) -> Result<WantedReference, GitError> {
                    Result { () throws(GitError) in try listing.find(reference) }.map { found in
                        // Several may lead to a commit, and any of them will do.
                        guard case .commit = reference, found.isListed else { return found }
                        return WantedReference(name: "", refspec: "", object: found.object)
                    }
                }
                #expect(find(short) == find(whole), "seed \(seed): \(reference)")
            }
        }
    }

    private func example(_ random: inout SeededRandom) -> (text: String, references: [GitReference]) {
        let names = ["main", "a", "a/b", "v1", "é"]
        func any(_ upper: Int) -> Int { Int.random(in: 0..<upper, using: &random) }
        func version() -> String {
            "\(["", "v"][any(2)])\(any(3)).\(any(3)).0\(["", "", "-rc.\(any(3))", "+\(any(3))"][any(4)])"
        }
        var lines = Set((0..<any(5)).map { _ in "refs/heads/\(names[any(5)])" }).map { "\(Self.id(any(9))) \($0)" }
        if any(2) == 0 { lines.append("\(Self.id(any(9))) refs/pull/\(any(9))/head") }
        for tag in Set((0..<any(9)).map { _ in any(5) == 0 ? names[any(5)] : version() }) {
            lines.append("\(Self.id(any(9))) refs/tags/\(tag)")
            if any(2) == 0 { lines.append("\(Self.id(any(9))) refs/tags/\(tag)^{}") }
        }
        if any(3) > 0 { lines.insert("\(Self.id(any(9))) HEAD", at: 0) }
        if lines.isEmpty { lines = ["\(Self.id(0)) capabilities^{}"] }
        let references = (0..<(1 + any(4))).map { _ -> GitReference in
            switch any(5) {
            case 0: .head
            case 1: .branch(names[any(5)])
            case 2: .tag(any(2) == 0 ? names[any(5)] : version())
            case 3: .semver(["*", "^1", ">=0.1 <2", "~2.1 || >=0.0.0-0", "nothing"][any(5)])
            default: .commit(Self.id(any(9)))
            }
        }
        return (Advertisement.of(lines, head: any(2) == 0 ? "refs/heads/\(names[any(5)])" : nil), references)
    }

    @Test("a remote without references, of an older version, of another, or with a history that is cut off")
    func others() throws {
        let empty = Advertisement.of(["\(Self.id(0)) capabilities^{}"])
        #expect(try passed(empty, ListingRule([.head])) == empty)
        #expect(try passed("0000", ListingRule([.head])) == "0000")
        let first = Advertisement.of([Self.head, Self.others[0]])
        #expect(try passed(Advertisement.line("version 1") + first, ListingRule([.branch("main")])) == first)
        let cut = String(first.dropLast(4)) + Advertisement.line("shallow \(Self.id(7))") + "0000"
        #expect(try passed(cut, ListingRule([.branch("main")])) == first)
        #expect(try passed(first + "what nobody asked for", ListingRule([.branch("main")])) == first)
        let refusal = Advertisement.line("ERR no such repository")
        #expect(try passed(refusal + first, ListingRule([.head])) == refusal)
        #expect(
            try passed(Advertisement.service + refusal, ListingRule([.head]), namesService: true).hasSuffix(refusal))
    }

    @Test(
        "what is no list is told of, with its place",
        arguments: [
            "<html>", "0001", "0004", "+123", "0009done\n", "002d\(id(1))\n", "0035\(id(1))0123456789 refs/a\n",
            "003b\(String(repeating: "G", count: 40)) refs/heads/a\n", "0012shallowwater\n",
        ])
    func damaged(text: String) throws {
        let before = String(Advertisement.of([Self.head]).dropLast(4))
        let error = #expect(throws: GitError.self) { try passed(before + text + "0000", ListingRule([.head])) }
        #expect(error?.code == .protocolViolation)
        #expect(error?.message.contains("damaged at its byte \(before.utf8.count)") == true)
        for text in ["0000", first(), Advertisement.service + Advertisement.line("# service=git-upload-pack")] {
            let error = #expect(throws: GitError.self) { try passed(text, ListingRule([]), namesService: true) }
            #expect(error?.code == .protocolViolation)
        }
    }

    private func first() -> String { Advertisement.of([Self.head]) }

    @Test("names that are none, or too long, are not kept, wherever they stand")
    func names() throws {
        let long = "refs/tags/v9.0.0-\(String(repeating: "a", count: 500))"
        let bad = [
            long, "refs/tags/v9.0.0\u{1B}[31m", "refs/tags/v9.0.0 b", "refs/tags/v9.0.0:b", "refs/tags/v9.0.0\u{9B}1m",
            "v9.0.0", "refs/tags/v9.0.0\0symref=HEAD:refs/heads/a", "refs/tags/\u{7F}",
        ]
        let lines = bad.flatMap { ["\(Self.id(2)) \($0)", "\(Self.id(3)) \($0)^{}"] }
        let all = [Self.head] + lines + ["\(Self.id(4)) refs/tags/v1.0.0"]
        let rule = ListingRule([.semver("*"), .commit(Self.id(2)), .commit(Self.id(3))])
        let kept = Advertisement.of([Self.head, "\(Self.id(4)) refs/tags/v1.0.0"])
        #expect(try passed(Advertisement.of(all), rule) == kept)
        #expect(try passed(Advertisement.of(all), .everything(and: [])) == kept)
        // Nor those that HEAD stands for, nor the first one's, nor what a repository on this machine has.
        for name in bad where !name.contains("\0") {
            let text = Advertisement.of(["\(Self.id(2)) HEAD", "\(Self.id(2)) \(name)"], head: name)
            #expect(Advertisement.read(try passed(text, ListingRule([.head]))).named(.head) == "HEAD")
            #expect(Advertisement.read(text).named(.semver("*")) == nil)
        }
        #expect(Advertisement.read(try passed(Advertisement.of(lines), rule)).named(.semver("*")) == nil)
        let error = #expect(throws: GitError.self) { try RemoteListing().find(.tag(long)) }
        #expect(error?.code == .invalid && error?.message.contains("512 bytes") == true)
    }

    @Test("a list without end takes no more than what is looked for, also of names that are looked for")
    func bounds() throws {
        let rule = ListingRule([.head, .branch("main"), .semver("*"), .commit(Self.id(7))])
        var filter = AdvertisementFilter(rule, namesService: false)
        _ = try filter.pass(Advertisement.of([Self.head]).dropLast(4).utf8)
        for number in 0..<5_000 {
            let lines = [
                "\(Self.id(7)) refs/heads/\(number)", "\(Self.id(1)) refs/heads/main", "\(Self.id(7)) HEAD",
                "\(Self.id(1)) refs/tags/1.0.\(number)", "\(Self.id(7)) refs/tags/1.0.\(number)^{}",
            ]
            #expect(try filter.pass(lines.map(Advertisement.line).joined().utf8) == [])
        }
        #expect(try filter.pass("0000".utf8).count < 500)
    }

    @Test("where all branches and tags are wanted, there are not more of them than memory is for")
    func everything() throws {
        func list(_ count: Int, _ prefix: String) -> String {
            let lines = (0..<count).map { "\(Self.id($0)) \(prefix)\($0)" }
            return Advertisement.of([Self.head] + lines.sorted { $0.dropFirst(41) < $1.dropFirst(41) })
        }
        let some = list(1_000, "refs/heads/")
        #expect(try passed(some, .everything(and: [])) == some)
        #expect(try passed(list(40_000, "refs/pull/"), .everything(and: ["refs/pull/7"])).utf8.count < 300)
        let error = #expect(throws: GitError.self) { try passed(list(40_000, "refs/tags/"), .everything(and: [])) }
        #expect(error?.code == .tooLarge && error?.message.contains("name a branch or a tag") == true)
    }
}

extension RemoteListing {
    fileprivate func named(_ reference: GitReference) -> String? { try? find(reference).name }
}
