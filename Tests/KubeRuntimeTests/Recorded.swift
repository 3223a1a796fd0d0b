import Synchronization

/// A value that tasks of a test share.
final class Recorded<Value: Sendable>: Sendable {
    private let state: Mutex<Value>

    init(_ value: Value) { state = Mutex(value) }

    var value: Value {
        get { state.withLock { $0 } }
        set { state.withLock { $0 = newValue } }
    }

    func update(_ body: (inout Value) -> Void) { state.withLock { body(&$0) } }
}
