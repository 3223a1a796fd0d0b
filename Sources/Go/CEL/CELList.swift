internal import Documents

/// A list of values: elements of a document as they are there, or values that an expression has made.
package struct CELList: Sendable {
    private enum Storage {
        case document([Value])
        case values([CELValue])
    }

    private let storage: Storage

    init(_ elements: [Value]) { storage = .document(elements) }
    package init(_ elements: [CELValue]) { storage = .values(elements) }

    package var count: Int {
        switch storage {
        case .document(let elements): elements.count
        case .values(let elements): elements.count
        }
    }

    var isEmpty: Bool { count == 0 }

    /// The index has to be one of the list's.
    package subscript(index: Int) -> CELValue {
        switch storage {
        case .document(let elements): CELValue(elements[index])
        case .values(let elements): elements[index]
        }
    }

    /// All elements, converted.
    package var values: [CELValue] {
        switch storage {
        case .document(let elements): elements.map { CELValue($0) }
        case .values(let elements): elements
        }
    }
}
