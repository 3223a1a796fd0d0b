import Documents

extension StrategicMerge {
    /// Lists whose elements have keys are merged element by element; those of the patch come first.
    ///
    /// This follows kyaml step by step, also where that does what nobody would ask for: elements without the key make
    /// others vanish, and `$patch: replace` in an element does nothing.
    func mergeLists(
        _ target: Value?, _ patch: Value?, keys: [String], element: MergeSchema.Node?
    ) throws(KustomizeError) -> Result {
        var patchElements = patch?.array
        guard let target, !target.isAbsent else {
            guard let elements = patchElements else { return Result(value: patch, isTarget: false) }
            return Result(
                value: .array(try mergeElements(elements, elements, keys, element, isSame: true)), isTarget: false)
        }
        guard let targetElements = target.array else { return Result(value: target, isTarget: true) }
        if let patch, patch.isAbsent { return Result(value: nil, isTarget: true) }
        if var elements = patchElements {
            switch try directive(&elements) {
            case .delete: return Result(value: nil, isTarget: true)
            case .replace:
                let merged = try mergeElements(elements, elements, keys, element, isSame: true)
                return Result(value: .array(merged), isTarget: false)
            case .merge: patchElements = elements
            }
        }
        let merged = try mergeElements(targetElements, patchElements, keys, element, isSame: false)
        return Result(value: .array(merged), isTarget: true)
    }

    /// What an element that holds nothing but `$patch` says; it is taken out.
    private func directive(_ elements: inout [Value]) throws(KustomizeError) -> Directive {
        let found = elements.lazy.compactMap { $0.object?[Directive.key] == nil ? nil : $0.object }.first
        guard let found, found.count == 1, let value = found[Directive.key] else { return .merge }
        let directive = try Directive(value)
        _ = KeyedElements.set(nil, in: &elements, keys: [Directive.key], values: [directive.rawValue])
        return directive
    }

    /// `isSame` says that the target is the patch itself: what is done to an element then is done in both.
    private func mergeElements(
        _ target: [Value], _ patch: [Value]?, _ keys: [String], _ element: MergeSchema.Node?, isSame: Bool
    ) throws(KustomizeError) -> [Value] {
        let keys = keys.isEmpty ? [""] : keys
        var target = target
        var values = KeyedElements.values([patch, target].compactMap(\.self), keys: keys)
        if keys.count > 1 { KeyedElements.completeValues(&values) }
        guard !values.isEmpty else { return target }
        var added: [Value] = []
        var lastKeys = keys
        for value in values {
            let (validKeys, validValues) = KeyedElements.valid(value, among: values, keys: keys)
            lastKeys = validKeys
            let (findKeys, findValues) = KeyedElements.valid(validValues, among: [validValues], keys: validKeys)
            let place = KeyedElements.index(in: target, keys: findKeys, values: findValues)
            let other = patch.flatMap { patch in
                KeyedElements.index(in: patch, keys: findKeys, values: findValues).map { patch[$0] }
            }
            let result = try merge(place.map { target[$0] }, isSame ? place.map { target[$0] } : other, element)
            guard var merged = result.value, !merged.isAbsent, merged.object?.isEmpty != true else {
                _ = KeyedElements.set(nil, in: &target, keys: validKeys, values: validValues)
                continue
            }
            for (key, value) in zip(validKeys, validValues) where !value.isEmpty && !key.isEmpty {
                if merged[key] == nil { merged[key] = Lexical.read(Array(value.utf8)) }
            }
            if let place, result.isTarget || isSame { target[place] = merged }
            _ = KeyedElements.set(merged, in: &added, keys: validKeys, values: validValues)
        }
        KeyedElements.append(target, to: &added, keys: lastKeys)
        return added
    }
}

/// Lists whose elements are told apart by the texts of some of their fields, or by their own text, for which the key is
/// empty.
enum KeyedElements {
    /// The texts of the keys of all elements, each once, in the order of the lists.
    static func values(_ lists: [[Value]], keys: [String]) -> [[String]] {
        var values: [[String]] = []
        var seen: Set<[String]> = []
        for element in lists.joined() {
            let value = keys.map { key in
                if key.isEmpty { return Lexical.text(of: element) ?? "" }
                guard let field = element.object?[key], !field.isNullOrEmpty else { return "" }
                return Lexical.text(of: field) ?? ""
            }
            if seen.insert(value).inserted { values.append(value) }
        }
        return values
    }

    /// Elements that differ in nothing but that one lacks a key count as one: both get all that either has.
    static func completeValues(_ values: inout [[String]]) {
        for left in values.indices {
            let wanted = values[left]
            for right in values.indices {
                guard let common = common(wanted, values[right]) else { continue }
                values[left] = common
                values[right] = common
            }
        }
    }

    private static func common(_ left: [String], _ right: [String]) -> [String]? {
        var isAlike = false
        var result: [String] = []
        for (left, right) in zip(left, right) {
            if left == right {
                isAlike = true
            } else if !left.isEmpty, !right.isEmpty {
                return nil
            }
            result.append(left.isEmpty ? right : left)
        }
        return isAlike ? result : nil
    }

    /// The keys that any element has, and what one element has for them.
    static func valid(
        _ value: [String], among values: [[String]], keys: [String]
    ) -> (keys: [String], values: [String]) {
        let used = Set(keys.indices.filter { index in values.contains { index < $0.count && !$0[index].isEmpty } })
        guard !used.isEmpty else { return (keys, value) }
        return (
            keys.indices.filter(used.contains).map { keys[$0] },
            value.indices.filter { !value[$0].isEmpty || used.contains($0) }.map { value[$0] }
        )
    }

    static func index(in elements: [Value], keys: [String], values: [String]) -> Int? {
        elements.firstIndex { element in
            if keys[0].isEmpty { return Lexical.text(of: element) == values.first }
            guard element.object != nil || element.isAbsent, keys.count == values.count else { return false }
            return zip(keys, values).allSatisfy { key, value in
                element.object?[key].map { Lexical.text(of: $0) == value } ?? false
            }
        }
    }

    /// As `index`, but that no text fits any.
    private static func hasField(_ element: Value, _ key: String, _ value: String) -> Bool {
        guard let field = element.object?[key] else { return false }
        return value.isEmpty || Lexical.text(of: field) == value
    }

    /// Puts an element in the place of all that have these values, or at the end; nil takes them away.
    ///
    /// Elements that hold nothing go. Where values are given for the first keys only, the others count as found; where
    /// none are given, every other element goes.
    static func set(_ element: Value?, in elements: inout [Value], keys: [String], values: [String]) -> Bool {
        var result: [Value] = []
        var isFound = false
        let isOfMappings = !keys[0].isEmpty && !(values.first ?? "").isEmpty
        for other in elements where !other.isAbsent && other.object?.isEmpty != true {
            if other.object == nil, isOfMappings {
                result.append(other)
                continue
            }
            let isMatch =
                !values.isEmpty
                && zip(keys, values).allSatisfy { key, value in
                    key.isEmpty ? Lexical.text(of: other) == value : hasField(other, key, value)
                }
            guard isMatch else {
                if !values.isEmpty { result.append(other) }
                continue
            }
            isFound = true
            if let element { result.append(element) }
        }
        if let element, !isFound { result.append(element) }
        elements = result
        return isFound
    }

    /// Sets each of the elements in a list.
    static func append(_ elements: [Value], to list: inout [Value], keys: [String]) {
        for element in elements {
            guard !keys[0].isEmpty else {
                _ = set(element, in: &list, keys: keys, values: [Lexical.text(of: element) ?? ""])
                continue
            }
            var values: [String] = []
            for key in keys {
                guard let field = element.object?[key] else {
                    list.append(element)
                    continue
                }
                values.append(Lexical.text(of: field) ?? "")
            }
            if keys.count > 1 { _ = set(nil, in: &list, keys: keys, values: values) }
            _ = set(element, in: &list, keys: keys, values: values)
        }
    }
}
