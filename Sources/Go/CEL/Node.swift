internal import GoValues

/// An expression that is ready to be evaluated: names are looked up as far as they can be, macros are written out.
struct Node: Sendable {
    indirect enum Kind: Sendable {
        case constant(CELValue)
        /// The variable of a macro, counted from the outermost.
        case local(Int)
        case path(Path)
        case select(Node, String, isOptional: Bool)
        case has(Node, String)
        case index(Node, Node, isOptional: Bool)
        case call(Function, [Node])
        case list([(value: Node, isOptional: Bool)])
        case map([(key: Node, value: Node, isOptional: Bool)])
        case and([Node])
        case or([Node])
        case conditional(Node, Node, Node)
        case comprehension(Comprehension)
        /// The value of the second with that of the first as a variable.
        case bind(Node, Node)
        /// The first where it has a value, or else the second, which is not looked at before.
        case orElse(Node, Node, unwraps: Bool)
        /// What the second makes of the value in the first, where there is one. It gives an optional itself where it is flat.
        case optionalMap(Node, Node, isFlat: Bool)
    }

    var kind: Kind
    /// In bytes from the expression's begin.
    var offset: Int

    /// A variable and the names of members of it. Which of these belong to the variable's own name only its values tell.
    struct Path: Sendable {
        var names: [String]
        /// The longest begin of it that is a type's name: how many names that takes.
        var typeLength: Int?
        /// Where the first name is.
        var offset: Int
    }

    /// A loop over the elements of a list, or the keys of a map.
    struct Comprehension: Sendable {
        enum Goal: Sendable { case all, exists, existsOne, list, map, mergedMap }

        var goal: Goal
        var range: Node
        /// How many variables it has: with two these are index and element, or key and value.
        var variables: Int
        /// What elements have to meet to count for a list or map.
        var filter: Node?
        /// What is looked at for each element.
        var body: Node
    }
}
