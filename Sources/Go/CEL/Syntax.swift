/// An expression as it is written: operators are calls, macros are calls, names are not looked up yet.
struct Syntax: Sendable {
    indirect enum Kind: Sendable {
        case literal(CELValue)
        /// A name; with a leading dot it never means a variable of a macro.
        case name(String, isRooted: Bool)
        case select(Syntax, String, isOptional: Bool)
        case index(Syntax, Syntax, isOptional: Bool)
        case call(String, [Syntax])
        case memberCall(Syntax, String, [Syntax])
        case list([Element])
        case map([Entry])
        case and([Syntax])
        case or([Syntax])
        case conditional(Syntax, Syntax, Syntax)
    }

    struct Element: Sendable {
        var value: Syntax
        /// Left out where the value is an optional without one.
        var isOptional: Bool
    }

    struct Entry: Sendable {
        var key: Syntax
        var value: Syntax
        /// Left out where the value is an optional without one.
        var isOptional: Bool
    }

    var kind: Kind
    /// Where it is, or where its operator is: in bytes from the expression's begin.
    var offset: Int
    /// How many levels it has, itself included.
    var depth: Int
}

extension Syntax {
    /// A name, or a member of one, and so on: `a.b.c`. Nil for everything else.
    var path: (names: [String], isRooted: Bool, offset: Int)? {
        var names: [String] = []
        var current = self
        while true {
            switch current.kind {
            case .name(let name, let isRooted):
                names.append(name)
                return (names.reversed(), isRooted, current.offset)
            case .select(let operand, let name, isOptional: false):
                names.append(name)
                current = operand
            default: return nil
            }
        }
    }
}
