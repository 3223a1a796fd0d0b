internal import GoValues

/// Fields and elements of values.
enum Selection {
    /// `value.name`, or `value.?name`.
    static func field(_ name: String, of value: CELValue, isOptional: Bool) throws(Fault) -> CELValue {
        switch value {
        case .map(let map):
            let member = map[name]
            if isOptional { return .optional(member) }
            guard let member else { throw Fault.evaluation("no such key: \(name.quotedBriefly)") }
            return member
        case .optional(let content):
            guard let content else { return value }
            return try field(name, of: content, isOptional: true)
        default: throw Fault.evaluation("a value of type \(value.typeName) has no field \(name.quotedBriefly)")
        }
    }

    static func has(_ name: String, in value: CELValue) throws(Fault) -> Bool {
        switch value {
        case .map(let map): return map[name] != nil
        case .optional(let content):
            guard let content else { return false }
            return try has(name, in: content)
        default: throw Fault.evaluation("a value of type \(value.typeName) has no field \(name.quotedBriefly)")
        }
    }

    /// `value[key]`, or `value[?key]`.
    static func element(_ key: CELValue, of value: CELValue, isOptional: Bool) throws(Fault) -> CELValue {
        switch value {
        case .list(let list):
            let index = try self.index(key)
            guard index >= 0, index < list.count else {
                if isOptional { return .optional(nil) }
                throw Fault.evaluation("index \(index) out of range: the list has \(list.count) elements")
            }
            let element = list[Int(index)]
            return isOptional ? .optional(element) : element
        case .map(let map):
            let member = map[key]
            if isOptional { return .optional(member) }
            guard let member else { throw Fault.evaluation("no such key: \(describe(key))") }
            return member
        case .optional(let content):
            guard let content else { return value }
            return try element(key, of: content, isOptional: true)
        default: throw Fault.noOverload("_[_]", [value, key])
        }
    }

    private static func index(_ key: CELValue) throws(Fault) -> Int64 {
        switch key {
        case .int(let value): return value
        case .uint(let value): return Int64(clamping: value)
        case .double(let value):
            guard let index = Int64(exactly: value) else {
                throw Fault.evaluation("an index of a list has to be a whole number")
            }
            return index
        default: throw Fault.evaluation("an index of a list has to be a number, not of type \(key.typeName)")
        }
    }

    private static func describe(_ key: CELValue) -> String {
        switch key {
        case .int(let value): String(value)
        case .uint(let value): "\(value)u"
        case .bool(let value): String(value)
        case .string(let value): value.string.quotedBriefly
        default: "of type \(key.typeName)"
        }
    }
}
