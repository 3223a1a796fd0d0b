public import Documents

/// What is wrong with a document that YAML's grammar allows, by any rules.
public enum ComposerProblem {
    case unknownAnchor(String)
    /// An anchor that stands in its own node.
    case endless(String)
    case tooDeep
    case tooMuch
    /// Something else than a value stands where one has to be.
    case noValue
}

extension ComposerProblem {
    /// For rules that report a `DocumentError`.
    public var code: DocumentError.Code {
        switch self {
        case .unknownAnchor, .endless: .content
        case .tooDeep, .tooMuch: .limit
        case .noValue: .syntax
        }
    }

    /// Follows the name of a file.
    public func message(_ limits: DocumentLimits) -> String {
        switch self {
        case .unknownAnchor(let name): "names an anchor '\(name)' that this document has not set before"
        case .endless(let name): "puts the anchor '\(name)' into itself"
        case .tooDeep: "nests deeper than \(limits.depth) levels"
        case .tooMuch:
            "has more than \(limits.nodes) values or \(limits.bytes) bytes once its aliases are written out"
        case .noValue: "expects a value here"
        }
    }
}
