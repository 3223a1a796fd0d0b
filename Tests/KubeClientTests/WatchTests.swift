import Documents
import KubeModel
import Testing

@testable import KubeClient

@Suite struct WatchTests {
    @Test("lines come out the same however the stream is cut", arguments: [1, 2, 3, 5, 7, 64])
    func splitting(size: Int) throws {
        let lines = ["first", "", "a longer line with more bytes", "x", "last"]
        let bytes = Array(lines.map { $0 + "\n" }.joined().utf8)
        var splitter = LineSplitter(limit: 100)
        var found: [String] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            splitter.append(Array(bytes[start..<min(start + size, bytes.count)]))
            while let line = try splitter.next() { found.append(String(decoding: line, as: UTF8.self)) }
        }
        #expect(found == lines)
    }

    @Test("a line without end is refused, one of just the limit is not")
    func bound() throws {
        var splitter = LineSplitter(limit: 10)
        splitter.append(Array("0123456789\n".utf8))
        #expect(try splitter.next()?.count == 10)
        splitter.append(Array("01234".utf8))
        #expect(try splitter.next() == nil)
        splitter.append(Array("567890".utf8))
        #expect(throws: LineSplitter.LineTooLong.self) { try splitter.next() }
    }

    private func event(_ text: String) throws -> RawWatchEvent { try RawWatchEvent(line: Array(text.utf8)) }

    @Test("events, bookmarks and errors")
    func events() throws {
        guard case .modified(let object) = try event(#"{"type":"MODIFIED","object":{"kind":"Pod"}}"#) else {
            Issue.record("no modification")
            return
        }
        #expect(object.kind == "Pod")
        let bookmark = #"{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"12"}}}"#
        guard case .bookmark("12") = try event(bookmark) else {
            Issue.record("no bookmark")
            return
        }
        let gone = #"{"type":"ERROR","object":{"kind":"Status","code":410,"reason":"Expired","message":"too old"}}"#
        guard case .error(let error) = try event(gone) else {
            Issue.record("no error")
            return
        }
        #expect(error.code == .gone && error.message == "too old")
    }

    @Test(
        "what is no event is refused",
        arguments: ["", "{", "{}", #"{"type":"NEW","object":{}}"#, #"{"type":"BOOKMARK","object":{}}"#])
    func refused(text: String) {
        let error = #expect(throws: KubeError.self) { try event(text) }
        #expect(error?.code == .decoding)
    }
}
