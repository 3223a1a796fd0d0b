package import Documents

/// The JSON merge patch (RFC 7386) that makes `new` out of `old`; nil where they are equal.
///
/// Merge patches say "remove" with null, so members of objects that are null count as absent, on both sides. Lists are
/// replaced whole.
package func mergeDifference(from old: Value?, to new: Value) -> Value? {
    guard old != new else { return nil }
    guard case .object(let after) = new else { return new }
    guard case .object(let before)? = old else { return withoutNulls(new) }
    var patch = Object()
    for (key, value) in after where !value.isNull {
        if let difference = mergeDifference(from: before[key], to: value) { patch[key] = difference }
    }
    for (key, value) in before where !value.isNull && after[key]?.isNull ?? true { patch[key] = .null }
    guard !patch.isEmpty else { return nil }
    return .object(patch)
}

private func withoutNulls(_ value: Value) -> Value {
    guard case .object(var object) = value else { return value }
    object.removeAll { $1.isNull }
    return .object(object.mapValues(withoutNulls))
}
