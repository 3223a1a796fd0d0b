import Documents

extension Check {
    mutating func checkString(_ text: String) {
        if rules.minLength != nil || rules.maxLength != nil {
            let count = text.unicodeScalars.count
            if let least = rules.minLength, count < least {
                add(failure("minLength: got \(Wording.number(count)), want \(Wording.number(least))"))
            }
            if let most = rules.maxLength, count > most {
                add(failure("maxLength: got \(Wording.number(count)), want \(Wording.number(most))"))
            }
        }
        if let (pattern, matcher) = rules.pattern, !matcher.matches(text) {
            add(failure("\(Wording.quote(text)) does not match pattern \(Wording.quote(pattern))"))
        }
    }

    mutating func checkNumber() {
        guard let number = value.double else { return }
        func told(_ keyword: String, _ bound: Double) -> String {
            "\(keyword): got \(Wording.number(number)), want \(Wording.number(bound))"
        }
        if let bound = rules.minimum, number < bound { add(failure(told("minimum", bound))) }
        if let bound = rules.maximum, number > bound { add(failure(told("maximum", bound))) }
        if let bound = rules.exclusiveMinimum, number <= bound { add(failure(told("exclusiveMinimum", bound))) }
        if let bound = rules.exclusiveMaximum, number >= bound { add(failure(told("exclusiveMaximum", bound))) }
        if let factor = rules.multipleOf, !DecimalNumber.isMultiple(number, of: factor) {
            add(failure(told("multipleOf", factor)))
        }
    }

    mutating func checkArray(_ elements: [Value]) throws(JSONSchemaError) {
        if let least = rules.minItems, elements.count < least {
            add(failure("minItems: got \(Wording.number(elements.count)), want \(Wording.number(least))"))
        }
        if let most = rules.maxItems, elements.count > most {
            add(failure("maxItems: got \(Wording.number(elements.count)), want \(Wording.number(most))"))
        }
        if rules.hasUniqueItems, let (first, second) = Check.duplicates(elements) {
            add(failure("items at \(Wording.number(first)) and \(Wording.number(second)) are equal"))
        }
        if rules.draft < .draft2020 {
            try checkItems(elements)
        } else {
            for (index, (schema, element)) in zip(rules.prefixItems, elements).enumerated() {
                add(try part(schema, element, at: String(index)))
            }
            if let rest = rules.restItems {
                // The library counts from the first element that has no schema of its own.
                for (index, element) in elements.dropFirst(rules.prefixItems.count).enumerated() {
                    add(try part(rest, element, at: String(index)))
                }
            }
        }
        if let contained = rules.contains { try checkContains(contained, elements) }
    }

    private mutating func checkItems(_ elements: [Value]) throws(JSONSchemaError) {
        var evaluated = 0
        switch rules.items {
        case .all(let schema):
            for (index, element) in elements.enumerated() { add(try part(schema, element, at: String(index))) }
            evaluated = elements.count
        case .each(let schemas):
            evaluated = min(schemas.count, elements.count)
            for index in 0..<evaluated { add(try part(schemas[index], elements[index], at: String(index))) }
        case nil: break
        }
        switch rules.additionalItems {
        case .bool(false) where evaluated != elements.count:
            add(failure("last \(Wording.number(elements.count - evaluated)) additionalItem(s) not allowed"))
        case .schema(let schema):
            for (index, element) in elements[evaluated...].enumerated() {
                add(try part(schema, element, at: String(index)))
            }
        default: break
        }
    }

    private mutating func checkContains(_ schema: Int, _ elements: [Value]) throws(JSONSchemaError) {
        var causes: [Failure] = []
        var matched: [Int] = []
        for (index, element) in elements.enumerated() {
            if let failure = try part(schema, element, at: String(index)) {
                causes.append(failure)
            } else {
                matched.append(index)
                if rules.draft >= .draft2020 { unevaluated.elements.remove(index) }
            }
        }
        let places = matched.map(String.init).joined(separator: " ")
        let found = "matched \(Wording.number(matched.count)) items at \(places)"
        if let least = rules.minContains {
            if matched.count < least {
                let told = matched.isEmpty ? "none matched" : found
                let least = Wording.number(least)
                add(failure("min \(least) items required to match contains schema, but \(told)", causes: causes))
            }
        } else if matched.isEmpty {
            add(failure("no items match contains schema", causes: causes))
        }
        if let most = rules.maxContains, matched.count > most {
            add(failure("max \(Wording.number(most)) items required to match contains schema, but \(found)"))
        }
    }

    private static func duplicates(_ elements: [Value]) -> (Int, Int)? {
        var known: [Value: Int] = [:]
        for (index, element) in elements.enumerated() {
            let value = Equality.canonical(element)
            if let first = known[value] { return (first, index) }
            known[value] = index
        }
        return nil
    }
}
