internal import Documents

/// The way to a field, as people write it: `spec.template.spec.containers[name=proxy].image`.
package struct FieldPath: Sendable, Hashable, CustomStringConvertible {
    enum Step: Sendable, Hashable {
        case member(String)
        /// What stands in brackets, and where the element is in the live object.
        case element(String, live: Int?)
    }

    private(set) var steps: [Step] = []

    func member(_ name: String) -> FieldPath { adding(.member(name)) }

    func element(_ label: String, live: Int?) -> FieldPath { adding(.element(label, live: live)) }

    private func adding(_ step: Step) -> FieldPath {
        var path = self
        path.steps.append(step)
        return path
    }

    /// The names of the members on the way.
    var names: [String] {
        steps.compactMap { step in
            guard case .member(let name) = step else { return nil }
            return name
        }
    }

    /// On one line, without anything that is not shown as it is.
    package var description: String {
        var text = ""
        for step in steps {
            switch step {
            case .element(let label, _): text += "[\(label)]"
            case .member(let name) where FieldPath.isPlain(name): text += text.isEmpty ? name : ".\(name)"
            case .member(let name): text += "[\(Value.string(name.cut(to: FieldPath.longestName)).json())]"
            }
        }
        return text.visible
    }

    private static let longestName = 256

    private static func isPlain(_ name: String) -> Bool {
        guard let first = name.utf8.first, first.isLetter, name.utf8.count <= longestName else { return false }
        return name.utf8.allSatisfy { $0.isLetter || (0x30...0x39).contains($0) || $0 == UInt8(ascii: "-") }
    }
}

extension UInt8 {
    fileprivate var isLetter: Bool {
        (0x41...0x5A).contains(self) || (0x61...0x7A).contains(self) || self == UInt8(ascii: "_")
    }
}
