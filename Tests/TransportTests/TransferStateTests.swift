import Testing

@testable import Transport

@Suite("The state of a transfer")
struct TransferStateTests {
    typealias State = TransferState<Int>

    let head = ResponseHead(status: 200, headers: ["Content-Length": "4"])

    func receive(_ text: String, _ state: inout State) -> (verdict: State.Verdict, waiter: Int?) {
        unsafe Array(text.utf8).withUnsafeBytes { unsafe state.receive($0) }
    }

    @Test("a waiter for the head is handed back with the head, once")
    func waitsForHead() {
        var state = State(bufferLimit: 10, responseLimit: 100)
        #expect(state.park(7, until: .head) == true)
        #expect(state.receive(head) == 7)
        #expect(state.receive(head) == nil)
        #expect(state.takeHead(notYet: .example) == .success(head))
    }

    @Test("nobody waits for what is there already")
    func doesNotPark() {
        var state = State(bufferLimit: 10, responseLimit: 100)
        _ = state.receive(head)
        #expect(state.park(7, until: .head) == false)
        _ = receive("ab", &state)
        #expect(state.park(7, until: .chunk) == false)
        #expect(state.park(7, until: .end) == true)
        #expect(state.complete(missingHead: .example) == 7)
    }

    @Test("a full buffer refuses, and taking asks for more")
    func backPressure() {
        var state = State(bufferLimit: 4, responseLimit: 100)
        _ = state.receive(head)
        #expect(receive("abc", &state).verdict == .accepted)
        #expect(receive("de", &state).verdict == .full)
        #expect(state.bufferedBytes == 3)
        guard case .bytes(let bytes, resumes: true) = state.takeChunk() else {
            Issue.record("expected bytes that resume the transfer")
            return
        }
        #expect(bytes == Array("abc".utf8))
        #expect(receive("de", &state).verdict == .accepted)
        guard case .bytes(_, resumes: false) = state.takeChunk() else {
            Issue.record("expected bytes that resume nothing")
            return
        }
    }

    @Test("one delivery larger than the buffer passes through an empty one")
    func largeDelivery() {
        var state = State(bufferLimit: 2, responseLimit: 100)
        #expect(receive("abcdef", &state).verdict == .accepted)
        #expect(receive("g", &state).verdict == .full)
    }

    @Test("the limit counts the whole body, taken or not")
    func limit() {
        var state = State(bufferLimit: 10, responseLimit: 5)
        #expect(receive("abc", &state).verdict == .accepted)
        _ = state.takeChunk()
        #expect(receive("def", &state).verdict == .tooLarge)
        #expect(receive("de", &state).verdict == .accepted)
    }

    @Test("the first ending wins")
    func oneEnding() {
        var state = State(bufferLimit: 10, responseLimit: 100)
        _ = state.receive(head)
        #expect(state.park(1, until: .end) == true)
        #expect(state.fail(.example) == 1)
        #expect(state.fail(TransportError(.cancelled, "")) == nil)
        #expect(state.complete(missingHead: .example) == nil)
        #expect(receive("x", &state).verdict == .refused)
        #expect(throws: TransportError.example) { try state.takeWhole(notYet: TransportError(.other, "")).get() }
    }

    @Test("bytes before a failure are delivered before it, and dropped by a cancellation", arguments: [true, false])
    func bytesBeforeFailure(isCancelled: Bool) {
        var state = State(bufferLimit: 10, responseLimit: 100)
        _ = receive("abc", &state)
        _ = state.fail(isCancelled ? TransportError(.cancelled, "") : .example)
        if !isCancelled {
            guard case .bytes = state.takeChunk() else {
                Issue.record("expected the bytes")
                return
            }
        }
        guard case .failed = state.takeChunk() else {
            Issue.record("expected the failure")
            return
        }
    }

    @Test("an end without a head is a failure")
    func missingHead() {
        var state = State(bufferLimit: 10, responseLimit: 100)
        _ = state.complete(missingHead: .example)
        #expect(state.takeHead(notYet: TransportError(.other, "")) == .failure(.example))
    }

    @Test("the whole body is taken once complete")
    func whole() throws {
        var state = State(bufferLimit: .max, responseLimit: 100)
        _ = state.receive(head)
        _ = receive("ab", &state)
        _ = receive("cd", &state)
        #expect(throws: TransportError.example) { try state.takeWhole(notYet: .example).get() }
        _ = state.complete(missingHead: .example)
        let (head, body) = try state.takeWhole(notYet: .example).get()
        #expect(head == self.head)
        #expect(body == Array("abcd".utf8))
    }
}
