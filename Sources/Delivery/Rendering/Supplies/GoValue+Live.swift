import Documents
import GoValues

extension GoValue {
    /// A live object as Helm's `lookup` gives it: numbers without a fraction are `int64`, unlike those of values.
    init(live value: Value) {
        switch value {
        case .integer(let number): self = .int64(Int64(number))
        case .array(let elements): self = .list(GoList(elements.map { GoValue(live: $0) }))
        case .object(let object):
            self = .map(
                GoMap(Dictionary(object.map { (GoString($0.key), GoValue(live: $0.value)) }) { first, _ in first }))
        case .null, .bool, .double, .string: self = GoValue(value)
        }
    }
}
