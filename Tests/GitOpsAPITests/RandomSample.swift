import Documents
import KubeModel
import TestKit
import Testing
import TimeZones

@testable import GitOpsAPI

/// Random values that fit a schema, as we would write them, and the same with one thing wrong.
struct RandomSample {
    var random: SeededRandom

    init(seed: UInt64) { random = SeededRandom(seed: seed) }

    mutating func value(_ schema: Schema) throws -> Value {
        switch schema.content {
        case .string(let text): .string(try self.text(text))
        case .integer(let minimum, let maximum):
            .integer(Int.random(in: (minimum ?? -9)...(maximum ?? 99), using: &random))
        case .number: .double(Double(Int.random(in: 0...99, using: &random)) + 0.5)
        case .boolean: .bool(Bool.random(using: &random))
        case .object(let properties): try object(schema, properties)
        case .stringMap: .object(Object(word().map { [("key-\($0)", .string($0))] } ?? []))
        case .anyMapping: ["some": ["thing": .string(word() ?? "")], "number": 1.5]
        case .list(let element, let keys, let maximum): try list(of: element, keys, maximum ?? 3)
        }
    }

    private mutating func object(_ schema: Schema, _ properties: [Schema.Property]) throws -> Value {
        let needed = schema.groups.first ?? schema.alternatives.randomElement(using: &random).map { [$0] } ?? []
        let excluded = schema.alternatives.filter { !needed.contains($0) }
        var object = Object()
        for property in properties where !excluded.contains(property.name) {
            guard property.required || needed.contains(property.name) || Bool.random(using: &random) else { continue }
            object[property.name] = try value(property.schema)
        }
        return .object(object)
    }

    /// Never empty, and of elements that their keys tell apart.
    private mutating func list(of element: Schema, _ keys: [String], _ maximum: Int) throws -> Value {
        var elements: [Value] = []
        for index in 0..<Int.random(in: 1...min(3, maximum), using: &random) {
            var value = try value(element)
            for key in keys where key != "kind" { value[key] = .string("k\(index)") }
            elements.append(value)
        }
        return .array(elements)
    }

    private mutating func text(_ text: Schema.Text) throws -> String {
        if let choice = text.choices.randomElement(using: &random) { return choice }
        let number = Int.random(in: 1...999, using: &random)
        switch (text.format, text.pattern) {
        case ("date-time"?, _): return KubeTime(seconds: Int64(1_700_000_000 + number)).description
        case (_, nil), (_, Names.sourcePattern?), (_, GitOpsPolicy.Variable.pattern?): return "w\(number)"
        case (_, APIDuration.pattern?): return APIDuration.seconds(number).description
        case (_, RepositoryURL.pattern?): return "https://git.example.org/\(number)"
        case (_, ZoneFiles.namePattern?): return "Zone/Z\(number)"
        case (_, "^([0-9a-fA-F]{40})?$"?): return String(repeating: "\(number % 10)", count: 40)
        case (_, let pattern?):
            Issue.record("say here what fits \(pattern)")
            return ""
        }
    }

    private mutating func word() -> String? { ["a", "b", "c"].randomElement(using: &random) }
}

extension RandomSample {
    /// One thing wrong in a value, and the place that the error has to name.
    struct Damage {
        var value: Value
        var place: String
    }

    /// Nil where there is nothing to damage.
    mutating func damaged(_ value: Value, _ schema: Schema, at place: String, mayBeWrong: Bool = false) -> Damage? {
        if mayBeWrong, Int.random(in: 0..<3, using: &random) == 0 {
            return Damage(value: wrong(for: schema), place: place)
        }
        switch schema.content {
        case .object(let properties): return damaged(value.object ?? Object(), properties, at: place)
        case .list(let element, _, _):
            guard case .object = element.content, var elements = value.array, !elements.isEmpty else { break }
            let index = elements.indices.randomElement(using: &random) ?? 0
            let damage = damaged(elements[index], element, at: "\(place)[\(index)]", mayBeWrong: true)
            guard let damage else { return nil }
            elements[index] = damage.value
            return Damage(value: .array(elements), place: damage.place)
        default: break
        }
        return mayBeWrong ? Damage(value: wrong(for: schema), place: place) : nil
    }

    private mutating func damaged(_ object: Object, _ properties: [Schema.Property], at place: String) -> Damage? {
        var object = object
        let readable = properties.filter { object[$0.name] != nil && !Self.isForgiving($0.name) }
        guard let property = readable.randomElement(using: &random), let member = object[property.name] else {
            return nil
        }
        let child = "\(place).\(property.name)"
        if property.required, Bool.random(using: &random) {
            object[property.name] = nil
            return Damage(value: .object(object), place: child)
        }
        guard let damage = damaged(member, property.schema, at: child, mayBeWrong: true) else { return nil }
        object[property.name] = damage.value
        return Damage(value: .object(object), place: damage.place)
    }

    /// What others may write, what is kept as it is, and what is never read.
    private static func isForgiving(_ name: String) -> Bool {
        ["conditions", "inventory", "shortRevision"].contains(name)
    }

    private func wrong(for schema: Schema) -> Value {
        switch schema.content {
        case .string(let text) where text.format != nil || text.pattern == APIDuration.pattern: "soon"
        case .string(let text) where !text.choices.isEmpty: "NoSuchWord"
        case .string: 7
        case .integer, .number, .boolean: "many"
        case .object, .list: "text"
        case .stringMap, .anyMapping: []
        }
    }
}
