import Documents

/// What a clause looks at.
enum Sign: Sendable {
    case condition(ConditionPattern)
    /// The last of all conditions is of this type, and true.
    case lastIsTrue(String)
    /// A text, number or truth value is one of these texts, or none of them. One that ends with `*` stands for all that
    /// begin so.
    case field(Path, [String], isOther: Bool)
    /// Something is said there.
    case said(Path)
    case unsaid(Path)
    /// A number above zero.
    case positive(Path)
    case equal(Path, Path)
    case fewer(Path, Path)
    /// A text like `2/2`, with the same number on both sides.
    case whole(Path)
    /// Both are there, and not the same.
    case differ(Path, Path)
    /// The parts of a list do not all have the same there, each at the first of the ways that lead to anything.
    case unlike(Path, [Path])
    /// At least one part of a list has conditions that count.
    case heard(Path)

    static func isTrue(_ type: String) -> Sign { .condition(ConditionPattern(type, .isTrue)) }
    static func isTrue(_ type: String, reason: String...) -> Sign {
        .condition(ConditionPattern(type, .isTrue, .reasons(reason)))
    }
    static func isTrue(_ type: String, exceptFor reason: String) -> Sign {
        .condition(ConditionPattern(type, .isTrue, .otherReason(reason)))
    }

    static func isFalse(_ type: String) -> Sign { .condition(ConditionPattern(type, .isFalse)) }
    static func isFalse(_ type: String, reason: String...) -> Sign {
        .condition(ConditionPattern(type, .isFalse, .reasons(reason)))
    }
    static func isFalse(_ type: String, exceptFor reason: String) -> Sign {
        .condition(ConditionPattern(type, .isFalse, .otherReason(reason)))
    }
    static func isFalse(_ type: String, severity: String) -> Sign {
        .condition(ConditionPattern(type, .isFalse, .severity(severity)))
    }
    static func isFalse(_ type: String, message: String) -> Sign {
        .condition(ConditionPattern(type, .isFalse, .message(message)))
    }
    /// Any condition but those of this type.
    static func anyIsFalse(but type: String) -> Sign {
        .condition(ConditionPattern("*", .isFalse, .otherType(type)))
    }

    static func isUnknown(_ type: String) -> Sign { .condition(ConditionPattern(type, .isUnknown)) }

    static func isNotTrue(_ type: String) -> Sign { .condition(ConditionPattern(type, .isNotTrue)) }
    static func isNotTrue(_ type: String, reason: String...) -> Sign {
        .condition(ConditionPattern(type, .isNotTrue, .reasons(reason)))
    }

    /// Any condition, in any state, has one of these reasons.
    static func reason(_ reasons: String...) -> Sign { .condition(ConditionPattern("*", .any, .reasons(reasons))) }

    static func field(_ path: Path, _ texts: String...) -> Sign { .field(path, texts, isOther: false) }
    static func otherField(_ path: Path, _ texts: String...) -> Sign { .field(path, texts, isOther: true) }
    static func flag(_ path: Path) -> Sign { .field(path, ["true"], isOther: false) }
}

/// Which conditions a sign is about.
struct ConditionPattern: Sendable {
    enum State: Sendable { case isTrue, isFalse, isUnknown, isNotTrue, any }

    /// What else has to be so.
    enum Restriction: Sendable {
        /// It is for one of these reasons.
        case reasons([String])
        case otherReason(String)
        case otherType(String)
        case severity(String)
        case message(String)
    }

    /// `*` for any.
    private let type: String
    private let state: State
    private let restriction: Restriction?

    init(_ type: String, _ state: State, _ restriction: Restriction? = nil) {
        self.type = type
        self.state = state
        self.restriction = restriction
    }

    /// The first of this pattern.
    func match(_ conditions: [ObjectCondition]) -> ObjectCondition? {
        conditions.first { (type == "*" || $0.type == type) && isState($0.status) && isWithinRestriction($0) }
    }

    private func isState(_ status: ObjectCondition.Status) -> Bool {
        switch state {
        case .isTrue: status == .isTrue
        case .isFalse: status == .isFalse
        case .isUnknown: status == .unknown
        case .isNotTrue: status != .isTrue
        case .any: true
        }
    }

    private func isWithinRestriction(_ condition: ObjectCondition) -> Bool {
        switch restriction {
        case nil: true
        case .reasons(let reasons): reasons.contains(condition.reason)
        case .otherReason(let reason): condition.reason != reason
        case .otherType(let type): condition.type != type
        case .severity(let severity): condition.severity == severity
        case .message(let message): condition.message == message
        }
    }
}

extension Sign {
    func holds(for subject: Subject) -> Bool {
        switch self {
        case .condition(let pattern): pattern.match(subject.conditions) != nil
        case .lastIsTrue(let type): subject.conditions.last.map { $0.type == type && $0.status == .isTrue } ?? false
        case .field(let path, let texts, let isOther):
            path.value(in: subject.value)?.scalarText.map { text in texts.contains(where: text.fits) != isOther }
                ?? false
        case .said(let path): path.value(in: subject.value)?.isSaid ?? false
        case .unsaid(let path): !(path.value(in: subject.value)?.isSaid ?? false)
        case .positive(let path): subject.count(path) ?? 0 > 0
        case .equal(let left, let right): compare(left, right, in: subject, by: ==)
        case .fewer(let left, let right): compare(left, right, in: subject, by: <)
        case .whole(let path): path.value(in: subject.value)?.string?.isWhole ?? false
        case .differ(let left, let right): both(left, right, in: subject).map { $0 != $1 } ?? false
        case .unlike(let list, let paths):
            Set(subject.parts(at: list).map { part in paths.lazy.compactMap { $0.value(in: part.value) }.first }).count
                > 1
        case .heard(let list): subject.parts(at: list).contains { !$0.conditions.isEmpty }
        }
    }

    /// What there is to say where it holds.
    func cause(in subject: Subject) -> String? {
        switch self {
        case .condition(let pattern):
            return pattern.match(subject.conditions).map { $0.cause.isEmpty ? $0.title : $0.cause }
        case .field(let path, _, _):
            let text = path.value(in: subject.value)?.scalarText ?? ""
            let words = subject.words
            return words == text ? text : "\(path.name) is \(text)".because(words)
        case .said(let path): return path.value(in: subject.value)?.scalarText ?? subject.words
        case .lastIsTrue: return subject.conditions.last?.cause
        case .whole, .unlike, .heard: return nil
        case .unsaid(let path): return subject.words ?? "waits for \(path.name)"
        case .positive(let path): return "\(path.name) is \(subject.count(path) ?? 0)".because(subject.words)
        case .equal(let left, let right), .fewer(let left, let right):
            let (first, second) = (subject.count(left) ?? 0, subject.count(right) ?? 0)
            return "\(left.name) is \(first), \(right.name) is \(second)".because(subject.words)
        case .differ(let left, let right):
            let texts = both(left, right, in: subject).map { ($0.scalarText ?? "", $1.scalarText ?? "") }
            return texts.map { "\(left.name) is \($0), not \($1)" }
        }
    }

    private func compare(_ left: Path, _ right: Path, in subject: Subject, by holds: (Int, Int) -> Bool) -> Bool {
        guard let left = subject.count(left), let right = subject.count(right) else { return false }
        return holds(left, right)
    }

    private func both(_ left: Path, _ right: Path, in subject: Subject) -> (Value, Value)? {
        guard let left = left.value(in: subject.value), let right = right.value(in: subject.value) else { return nil }
        return (left, right)
    }
}

extension String {
    fileprivate var isWhole: Bool {
        let parts = split(separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        return parts.count == 2 && Int(parts[0]) != nil && parts[0] == parts[1]
    }

    /// Whether it is this text or, where that ends with `*`, begins with it.
    fileprivate func fits(_ pattern: String) -> Bool {
        pattern.utf8.last == UInt8(ascii: "*") ? hasPrefix(pattern.dropLast()) : self == pattern
    }
}
