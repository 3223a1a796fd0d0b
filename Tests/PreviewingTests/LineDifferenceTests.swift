import Documents
import Previewing
import TestKit
import Testing

@Suite("Differences of texts")
struct LineDifferenceTests {
    private func difference(_ old: String, _ new: String) -> LineDifference? {
        let live = Samples.configMap(["f": .string(old)])
        let change = Samples.preview([Samples.object(.update, from: live, to: Samples.configMap(["f": .string(new)]))])
            .objects[0].fields.changes.first
        guard case .lines(let lines) = change?.kind else { return nil }
        return lines
    }

    @Test("lines are told with those around them")
    func context() throws {
        let old = (1...9).map { "line \($0)" }.joined(separator: "\n")
        let lines = try #require(difference(old, old.replacing("line 5", with: "line five")))
        #expect(lines.added == 1 && lines.removed == 1 && !lines.isCut)
        #expect(lines.hunks.map(\.start) == [3])
        #expect(
            lines.hunks[0].lines == [
                .kept("line 3"), .kept("line 4"), .removed("line 5"), .added("line five"), .kept("line 6"),
                .kept("line 7"),
            ])
    }

    @Test("changes that stand close together are one hunk, others are not")
    func hunks() throws {
        let old = (1...30).map { "line \($0)" }
        func changed(_ indices: Int...) -> String {
            old.enumerated().map { indices.contains($0) ? "new" : $1 }.joined(separator: "\n")
        }
        #expect(try #require(difference(old.joined(separator: "\n"), changed(3, 5))).hunks.count == 1)
        #expect(try #require(difference(old.joined(separator: "\n"), changed(3, 20))).hunks.count == 2)
    }

    @Test("a newline at the end counts, and so does a carriage return")
    func ends() throws {
        #expect(try #require(difference("a\nb", "a\nb\n")).added == 1)
        let lines = try #require(difference("a\r\nb", "a\nb"))
        #expect(lines.hunks.first?.lines.first == .removed("a\\r"))
    }

    @Test("a text of one line is no text of lines")
    func oneLine() { #expect(difference("a", "b") == nil) }

    @Test("long texts and lines are cut")
    func bounds() throws {
        let long = (0..<20_000).map { "line \($0)" }.joined(separator: "\n")
        let other = (0..<20_000).map { "other \($0)" }.joined(separator: "\n")
        let lines = try #require(difference(long, other))
        #expect(lines.added == 20_000 && lines.removed == 20_000 && lines.isCut)
        #expect(lines.hunks.flatMap(\.lines).count <= 80)
        let wide = String(repeating: "é", count: 10_000)
        let hunk = try #require(difference("a\n", "a\n\(wide)\n")).hunks[0]
        #expect(
            hunk.lines.allSatisfy { line in
                switch line {
                case .kept(let text), .added(let text), .removed(let text): text.utf8.count <= 250
                }
            })
        #expect(difference(String(repeating: "a\n", count: 600_000), "a\n") == nil)
    }

    @Test("texts of many equal lines take no time that grows with their square")
    func equalLines() throws {
        let blank = String(repeating: "\n", count: 500_000)
        let lines = try #require(difference("a" + blank + "b", blank + "c\n\n" + blank.prefix(1_000)))
        #expect(lines.added + lines.removed > 0)
    }

    @Test("what is told of a short text makes the new one of the old one", arguments: 0..<60)
    func application(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        func text() -> [String] {
            (0..<Int.random(in: 1...12, using: &random)).map { _ in ["a", "b", "c"].randomElement(using: &random) ?? ""
            }
        }
        let (old, new) = (text(), text())
        guard let lines = difference(old.joined(separator: "\n") + "\n", new.joined(separator: "\n") + "\n") else {
            #expect(old == new)
            return
        }
        // Equal lines are left out between hunks only: those that are told agree with both texts, and with the counts.
        let told = lines.hunks.flatMap(\.lines)
        #expect(told.count { if case .added = $0 { true } else { false } } == lines.added)
        #expect(told.count { if case .removed = $0 { true } else { false } } == lines.removed)
        #expect(lines.added - lines.removed == new.count - old.count)
        for hunk in lines.hunks {
            let after = hunk.lines.compactMap { line in
                switch line {
                case .kept(let text), .added(let text): text
                case .removed: nil
                }
            }
            #expect(after == Array((new + [""])[(hunk.start - 1)...].prefix(after.count)))
        }
    }
}
