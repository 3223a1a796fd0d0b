internal import Documents

/// An expression as a tree.
indirect enum JQNode: Sendable {
    case identity
    /// `..`
    case recursion
    case empty
    case literal(Value)
    /// `.name`
    case field(JQNode, String)
    /// `.[FILTER]`: the filter has the same input as what is before the bracket.
    case element(JQNode, JQNode)
    /// `.[]`
    case elements(JQNode)
    case pipe(JQNode, JQNode)
    case comma(JQNode, JQNode)
    /// `//`
    case alternative(JQNode, JQNode)
    case both(JQNode, JQNode)
    case either(JQNode, JQNode)
    case comparison(Comparison, JQNode, JQNode)
    case conditional(JQNode, then: JQNode, otherwise: JQNode)
    case select(JQNode)
    /// Passes on what is of one of these types.
    case typed(Set<String>)
    case call(JQFunction)

    enum Comparison: String, Sendable {
        case equal = "=="
        case unequal = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
    }

    /// Whether it may name what it is given itself.
    var mayBeWhole: Bool {
        switch self {
        case .identity, .recursion, .select, .typed: true
        case .pipe(let first, let second): first.mayBeWhole && second.mayBeWhole
        case .comma(let first, let second), .alternative(let first, let second),
            .conditional(_, then: let first, otherwise: let second):
            first.mayBeWhole || second.mayBeWhole
        default: false
        }
    }
}

/// What turns its input into a value.
indirect enum JQFunction: Sendable {
    case not
    case length
    case keys
    case type
    case has(JQNode)
    case startsWith(JQNode)
    case endsWith(JQNode)
    case contains(JQNode)
    /// Of a regular expression that is known to be one. It is compiled for each document: what is compiled takes more room than
    /// can be kept for all that applications may name.
    case test(String)
    case any(of: JQNode, JQNode)
    case all(of: JQNode, JQNode)
    /// `IN`
    case isAmong(JQNode)
}
