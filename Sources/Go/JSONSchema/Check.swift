import Documents

/// One schema against one value. Recursion is bounded by `Work`.
struct Check {
    let value: Value
    let path: [String]
    let node: Node
    let scope: Scope
    var unevaluated: Unevaluated
    /// Whether only the fact of a failure counts.
    let isUnread: Bool
    let work: Work
    var failures: [Failure] = []

    init(
        value: Value, path: [String], node: Node, scope: Scope, unevaluated: Unevaluated, isUnread: Bool, work: Work
    ) {
        self.value = value
        self.path = path
        self.node = node
        self.scope = scope
        self.unevaluated = unevaluated
        self.isUnread = isUnread
        self.work = work
    }

    var rules: Rules {
        _read { yield node.rules }
    }

    /// Nil where the value follows the schema.
    mutating func run() throws(JSONSchemaError) -> Failure? {
        try work.enter()
        defer { work.leave() }
        if let bool = rules.bool { return bool ? nil : failure("false schema") }
        if let cycle = scope.cycle {
            return failure(
                "both \(scope.keywords) and \(cycle.keywords) resolve to \"\(rules.location)\" causing reference cycle")
        }
        if let failure = try plainFailure() { return failure }
        if let ref = rules.ref {
            let failure = try reference(ref, keyword: "$ref")
            if rules.draft < .draft2019 { return failure }
            add(failure)
        }
        switch value {
        case .object(let object): try checkObject(object)
        case .array(let elements): try checkArray(elements)
        case .string(let text): checkString(text)
        case .integer, .double: checkNumber()
        case .null, .bool: break
        }
        if failures.isEmpty || !isUnread {
            if rules.draft >= .draft2019 { try checkReferences() }
            try checkConditions()
            if rules.draft >= .draft2019 { try checkUnevaluated() }
        }
        guard failures.count > 1 else { return failures.first }
        return failure("validation failed", kind: .group, causes: failures)
    }

    /// What the schema says of the value as a whole.
    private func plainFailure() throws(JSONSchemaError) -> Failure? {
        if !rules.types.isEmpty, !isOfTypes(rules.types) {
            let got = Types(of: value).names.joined()
            return failure("got \(got), want \(rules.types.names.joined(separator: " or "))")
        }
        if let constant = rules.constant, !Equality.areEqual(value, constant) {
            let isPlain = constant.array == nil && constant.object == nil
            return failure(isPlain ? "value must be \(Wording.display(constant))" : "'const' failed")
        }
        if let allowed = rules.enumeration {
            try work.charge(allowed.count)
            guard allowed.contains(where: { Equality.areEqual(value, $0) }) else {
                return failure(Wording.choice(of: allowed))
            }
        }
        guard let format = rules.format, let text = value.string,
            let reason = Formats.problem(of: text, format: format, pattern: work.patterns)
        else { return nil }
        return failure("\(Wording.quote(text)) is not valid \(format): \(reason)")
    }

    private func isOfTypes(_ types: Types) -> Bool {
        types.contains(Types(of: value)) || types.contains(.integer) && value.isWholeNumber
    }

    func failure(_ message: @autoclosure () -> String, kind: Failure.Kind = .reason, causes: [Failure] = []) -> Failure
    {
        guard !isUnread, !work.isToldEnough else { return .unread }
        let message = message()
        work.tell(message)
        return Failure(path: path, message: message, kind: kind, causes: causes)
    }

    mutating func add(_ failure: Failure?) {
        if let failure { failures.append(failure) }
    }

    /// Another schema against the same value.
    mutating func same(_ index: Int, keyword: String = "", isUnread: Bool = false) throws(JSONSchemaError) -> Failure? {
        let node = work.nodes[index]
        var check = Check(
            value: value, path: path, node: node,
            scope: Scope(node: node, keyword: keyword, isSameValue: true, parent: scope),
            unevaluated: Unevaluated(of: value, for: node, isWanted: !unevaluated.isEmpty),
            isUnread: self.isUnread || isUnread, work: work)
        let failure = try check.run()
        if failure == nil { unevaluated.keep(check.unevaluated) }
        return failure
    }

    /// A schema against a part of the value.
    func part(_ index: Int, _ part: Value, at name: String) throws(JSONSchemaError) -> Failure? {
        let node = work.nodes[index]
        var check = Check(
            value: part, path: isUnread ? [] : path + [name], node: node,
            scope: Scope(node: node, keyword: "", isSameValue: false, parent: scope),
            unevaluated: Unevaluated(of: part, for: node, isWanted: false), isUnread: isUnread, work: work)
        return try check.run()
    }

    mutating func reference(_ index: Int, keyword: String) throws(JSONSchemaError) -> Failure? {
        guard let cause = try same(index, keyword: keyword) else { return nil }
        return failure("validation failed", kind: .reference, causes: cause.kind == .group ? cause.causes : [cause])
    }
}

extension Value {
    var isWholeNumber: Bool {
        switch self {
        case .integer: true
        case .double(let value): value.rounded() == value
        default: false
        }
    }
}

/// Values are equal as JSON's are: numbers by what they are, not by how they are written.
enum Equality {
    static func areEqual(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.double(let left), .integer(let right)), (.integer(let right), .double(let left)):
            return Int(exactly: left) == right
        // Of the bytes: Swift's strings are equal where they look the same.
        case (.string(let left), .string(let right)): return left.utf8.elementsEqual(right.utf8)
        case (.array(let left), .array(let right)):
            return left.count == right.count && zip(left, right).allSatisfy { areEqual($0, $1) }
        case (.object(let left), .object(let right)):
            return left.count == right.count
                && left.allSatisfy { key, value in right[key].map { areEqual(value, $0) } ?? false }
        default: return left == right
        }
    }

    /// The same value with numbers written in one way, so that equal ones have equal hashes.
    static func canonical(_ value: Value) -> Value {
        switch value {
        case .double(let number): Int(exactly: number).map { .integer($0) } ?? value
        case .array(let elements): .array(elements.map(canonical))
        case .object(let object): .object(object.mapValues(canonical))
        default: value
        }
    }
}
