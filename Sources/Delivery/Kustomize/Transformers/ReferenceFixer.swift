import Documents

/// Finds which objects one referrer means by the names in it, and gives them their new names.
struct ReferenceFixer {
    private typealias Candidate = Candidates.Candidate

    private let referrer: Candidate
    private let candidates: Candidates
    private let original: ResourceID
    /// Namespaces whose service accounts a role binding names.
    private let bound: Set<String>
    private let role: NameReference?
    private let budget: BuildBudget
    /// Whether anything in reach came from a namespace, of the namespaces that were asked about.
    private var originals: [String: Bool] = [:]

    var id: ResourceID { referrer.id }

    init(
        _ index: Int, _ body: Value, in candidates: Candidates, _ budget: BuildBudget
    ) throws(KustomizeError) {
        referrer = candidates.all[index]
        self.candidates = candidates
        self.budget = budget
        original = referrer.previousIDs.first ?? referrer.id
        bound = referrer.id.kind == "RoleBinding" ? try ReferenceFixer.boundNamespaces(body, referrer.id) : []
        role = ReferenceFixer.role(body)
    }

    /// Whether a spec is about the referrer, as it was called first.
    func concerns(_ spec: FieldSpec) -> Bool {
        original.isSelected(group: spec.group, version: spec.version, kind: spec.kind)
    }

    /// Gives the fields that a spec leads to the new names of what they refer to.
    mutating func fix(_ body: inout Value, _ spec: FieldSpec, to target: NameReference) throws(KustomizeError) {
        try budget.checkCancellation()
        guard FieldPath.leadsSomewhere(body, spec.names) else { return }
        let roles = spec.path.hasSuffix("roleRef/name") ? [target, role].compactMap(\.self) : [target]
        try FieldPath.change(&body, alwaysAt: spec, creating: nil) { value throws(KustomizeError) in
            try set(&value, roles)
        }
    }

    private mutating func set(_ value: inout Value, _ targets: [NameReference]) throws(KustomizeError) {
        switch value {
        case _ where value.isAbsent: return
        case .object: try setMapping(&value, targets)
        case .array(var elements):
            value = .null
            defer { value = .array(elements) }
            for index in elements.indices {
                guard elements[index].array == nil else {
                    throw KustomizeError(.invalid, "a list stands where a name or a mapping is expected")
                }
                try set(&elements[index], targets)
            }
        default: try setScalar(&value, targets)
        }
    }

    private mutating func setScalar(_ value: inout Value, _ targets: [NameReference]) throws(KustomizeError) {
        try budget.checkCancellation()
        let old = Lexical.text(of: value) ?? ""
        let matching = candidates.formerly(called: old)
        guard let referral = try select(old, matching, targets, byNamespace: false) else { return }
        guard referral.id.name != old else { return }
        try budget.make(texts: referral.id.name.utf8.count - old.utf8.count)
        value = Lexical.replacing(value, with: referral.id.name)
    }

    private mutating func setMapping(_ value: inout Value, _ targets: [NameReference]) throws(KustomizeError) {
        try budget.checkCancellation()
        guard let nameValue = value["name"] else {
            throw KustomizeError(.invalid, "a mapping without 'name' stands where the name of an object is expected")
        }
        let old = Lexical.text(of: nameValue) ?? ""
        var matching = candidates.formerly(called: old)
        if let namespace = value["namespace"].flatMap(Lexical.text) { matching = inNamespace(namespace, matching) }
        guard let referral = try select(old, matching, targets, byNamespace: true) else { return }
        let (name, namespace) = (referral.id.name, referral.id.namespace)
        if name == old, namespace.isEmpty { return }
        try budget.make(texts: name.utf8.count - old.utf8.count)
        value["name"] = Lexical.replacing(nameValue, with: name)
        guard !namespace.isEmpty else { return }
        value["namespace"] = value["namespace"].map { Lexical.replacing($0, with: namespace) } ?? .string(namespace)
    }

    /// Those that came from a namespace, or where nothing at all did, those that are in it now.
    private mutating func inNamespace(_ namespace: String, _ matching: [Candidate]) -> [Candidate] {
        guard namespace != ResourceID.noNamespace else { return [] }
        let hasOriginal = originals[namespace] ?? candidates.originally(in: namespace).contains(where: isReachable)
        originals[namespace] = hasOriginal
        return matching.filter { (hasOriginal ? $0.originalNamespace : $0.effectiveNamespace) == namespace }
    }

    private func select(
        _ name: String, _ matching: [Candidate], _ targets: [NameReference], byNamespace: Bool
    ) throws(KustomizeError) -> Candidate? {
        var left = matching.filter { candidate in
            isReachable(candidate) && isInSameNamespace(candidate)
                && targets.allSatisfy { target in candidate.previousIDs.contains { $0.isSelected(by: target) } }
        }
        if left.count == 1 { return left.first }
        left = left.filter { hasSameAffixes($0, orNone: true) }
        if left.count > 1 { left = left.filter { hasSameAffixes($0, orNone: false) } }
        guard let first = left.first else { return nil }
        let isOne = left.allSatisfy {
            $0.id.name == first.id.name && (!byNamespace || $0.id.namespace == first.id.namespace)
        }
        guard isOne else {
            let ids = left.map(\.id.description).joined(separator: ", ")
            throw KustomizeError(.conflict, "'\(name)' could mean any of several objects: \(ids)")
        }
        return first
    }

    /// Whether the referrer could refer to an object at all, by their namespaces.
    private func isReachable(_ candidate: Candidate) -> Bool {
        if id.isClusterScoped || candidate.id.isClusterScoped { return true }
        return candidate.effectiveNamespace == referrer.effectiveNamespace || bound.contains(candidate.id.namespace)
    }

    private func isInSameNamespace(_ candidate: Candidate) -> Bool {
        if id.isClusterScoped || candidate.id.isClusterScoped { return true }
        return candidate.id.kind == "ServiceAccount" || candidate.effectiveNamespace == referrer.effectiveNamespace
    }

    private func hasSameAffixes(_ other: Candidate, orNone: Bool) -> Bool {
        func isSame(_ left: [String], _ right: [String]) -> Bool {
            if left.isEmpty || right.isEmpty { return orNone || left.isEmpty && right.isEmpty }
            let count = min(left.count, right.count)
            return left.suffix(count).elementsEqual(right.suffix(count))
        }
        return isSame(other.prefixes, referrer.prefixes) && isSame(other.suffixes, referrer.suffixes)
    }
}

extension ReferenceFixer {
    /// Group and kind of the role that a role binding names.
    private static func role(_ body: Value) -> NameReference? {
        guard let reference = body["roleRef"], let group = reference["apiGroup"].flatMap(Lexical.text),
            let kind = reference["kind"].flatMap(Lexical.text)
        else { return nil }
        return NameReference(group: group, version: "", kind: kind, referrers: [])
    }

    /// The namespaces of the service accounts that a role binding names.
    private static func boundNamespaces(_ body: Value, _ id: ResourceID) throws(KustomizeError) -> Set<String> {
        var namespaces: Set<String> = []
        for subject in body["subjects"]?.array ?? [] {
            guard subject["kind"].flatMap(Lexical.text) == "ServiceAccount", let namespace = subject["namespace"] else {
                continue
            }
            guard Lexical.isString(namespace), let text = Lexical.text(of: namespace) else {
                throw KustomizeError(.invalid, "a subject of \(id) has a namespace that is no text")
            }
            namespaces.insert(text)
        }
        return namespaces
    }
}

extension ResourceID {
    fileprivate func isSelected(by reference: NameReference) -> Bool {
        isSelected(group: reference.group, version: reference.version, kind: reference.kind)
    }
}
