package import Documents

extension Value {
    /// Without members that are null, which servers take for absent: in an apply they do not take anything away.
    package var withoutNulls: Value {
        switch self {
        case .object(let object):
            var kept = object.mapValues(\.withoutNulls)
            kept.removeAll { $1.isNull }
            return .object(kept)
        case .array(let elements): return .array(elements.map(\.withoutNulls))
        default: return self
        }
    }
}
