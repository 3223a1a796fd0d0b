/// In what servers of different versions differ, as far as it was seen with 1.20 and 1.36. Of those between them the numbers
/// are a guess.
struct ServerTraits: Sendable {
    let minor: Int

    /// Whether what a write does not reach (status, on the path of the whole) is nobody's by it.
    var resetsFields: Bool { minor >= 22 }
    /// Whether managers are told apart by the path that they write on.
    var namesSubresources: Bool { minor >= 22 }
    /// Whether a write that changes nothing but its own time is not stored.
    var ignoresTimes: Bool { minor >= 22 }
    /// Whether items of a list come in the order of who applied last, rather than in that of before.
    var ordersAsApplied: Bool { minor >= 27 }
    /// Whether whoever applies an empty object has a field by it.
    var ownsEmptiness: Bool { minor >= 21 }
    /// Whether a field goes with the last that an apply takes out of it, rather than to stay as null.
    var prunesParents: Bool { minor >= 21 }
    /// Whether whoever has a map and nothing in it is taken to have all that is in it.
    var expandsMaps: Bool { minor < 22 }
    /// Whether selectors that are maps, and references, are one field each.
    var hasAtomicReferences: Bool { minor >= 22 }
    /// Whether the conditions of definitions have keys.
    var hasDefinitionConditions: Bool { minor >= 21 }
    /// Whether what a definition leaves open is told apart by fields.
    var deducesUnknown: Bool { minor >= 22 }
    /// Whether namespaces carry their names as labels.
    var labelsNamespaces: Bool { minor >= 21 }
    var hasTrafficPolicies: Bool { minor >= 22 }
    var deletesServicesTogether: Bool { minor >= 23 }
}
