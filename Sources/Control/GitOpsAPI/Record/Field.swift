internal import Documents

/// One member of a mapping. Its name, the property that it stands for and a sentence are said once, in one of four ways:
/// `required`, `defaulted`, `optional` or `written`.
struct Field<Root: Sendable>: Sendable {
    /// How it stands in the schema, given the value in which nothing has been said.
    let properties: @Sendable (_ initial: Root) -> [Schema.Property]
    /// Changes the property only where the member is there and as it should be.
    let read: @Sendable (_ members: Object, _ root: inout Root) throws(APIError) -> Void
    let write: @Sendable (_ root: Root, _ initial: Root, _ members: inout Object) -> Void
}

extension Field {
    typealias Path<T> = any WritableKeyPath<Root, T> & Sendable

    /// Has to be there.
    static func required<T: FieldValue>(
        _ name: String, _ path: Path<T>, _ description: String? = nil, _ traits: FieldTrait...
    ) -> Field { Field(.required, name, path, description, traits) }

    /// Has a default, which the API server fills in: the property's initial value.
    static func defaulted<T: FieldValue>(
        _ name: String, _ path: Path<T>, _ description: String? = nil, _ traits: FieldTrait...
    ) -> Field { Field(.defaulted, name, path, description, traits) }

    /// May be absent, and is not written while the property has its initial value: nil, an empty one, or whatever it
    /// is without a word.
    static func optional<T: FieldValue>(
        _ name: String, _ path: Path<T>, _ description: String? = nil, _ traits: FieldTrait...
    ) -> Field { Field(.optional, name, path, description, traits) }

    /// May be absent, and is always written, so that readers find it also where it is empty or zero.
    static func written<T: FieldValue>(
        _ name: String, _ path: Path<T>, _ description: String? = nil, _ traits: FieldTrait...
    ) -> Field { Field(.written, name, path, description, traits) }

    private enum Presence { case required, defaulted, optional, written }

    private init<T: FieldValue>(
        _ presence: Presence, _ name: String, _ path: Path<T>, _ description: String?, _ traits: [FieldTrait]
    ) {
        let schema = T.fieldSchema.described(description).with(traits)
        let emptyIsNone = traits.contains { $0.meansEmptyIsNone }
        let maximum = traits.compactMap(\.maximumCount).first
        properties = { initial in
            let preset = presence == .defaulted ? initial[keyPath: path].defaultValue : nil
            return [Schema.Property(name: name, schema: schema.defaulting(to: preset), required: presence == .required)]
        }
        read = { members, root throws(APIError) in
            guard let value = members.present(name), !emptyIsNone || value != .string("") else {
                guard presence != .required else { throw APIError(.missing, name, "is missing") }
                return
            }
            root[keyPath: path] = try APIError.inside(name) { () throws(APIError) in try T(field: value) }
        }
        write = { root, initial, members in
            let value = root[keyPath: path]
            guard presence != .optional || value != initial[keyPath: path] else { return }
            members[name] = value.fieldValue.shortened(to: maximum)
        }
    }
}

// MARK: - Members that are no single property

extension Field {
    /// Is written for readers, made from other properties; never read.
    static func derived<T: FieldValue>(
        _ name: String, _ description: String, _ make: @escaping @Sendable (Root) -> T?
    ) -> Field {
        Field(
            properties: { _ in [.optional(name, T.fieldSchema.described(description))] }, read: { _, _ in },
            write: { root, _, members in members[name] = make(root)?.fieldValue })
    }

    /// A value of any kind, which is kept as it is, whatever it is.
    static func verbatim(_ name: String, _ path: Path<Value?>, _ schema: Schema) -> Field {
        Field(
            properties: { _ in [.optional(name, schema)] },
            read: { members, root in root[keyPath: path] = members.present(name) },
            write: { root, _, members in members[name] = root[keyPath: path] })
    }

    /// A mapping whose members are properties of the same value.
    /// The members of a part, which stand in the mapping itself.
    static func embedded<Part: Recorded>(_ path: Path<Part>) -> Field {
        Field(
            properties: { initial in Part.record.fields.flatMap { $0.properties(initial[keyPath: path]) } },
            read: { members, root throws(APIError) in
                for field in Part.record.fields { try field.read(members, &root[keyPath: path]) }
            },
            write: { root, initial, members in
                for field in Part.record.fields {
                    field.write(root[keyPath: path], initial[keyPath: path], &members)
                }
            })
    }

    static func group(_ name: String, _ description: String, _ fields: [Field]) -> Field {
        Field(
            properties: { initial in
                [.optional(name, .object(description, fields.flatMap { $0.properties(initial) }))]
            },
            read: { members, root throws(APIError) in
                guard let value = members.present(name) else { return }
                try APIError.inside(name) { () throws(APIError) in
                    let inner = try Object(mapping: value)
                    for field in fields { try field.read(inner, &root) }
                }
            },
            write: { root, initial, members in
                var inner = Object(minimumCapacity: fields.count)
                for field in fields { field.write(root, initial, &inner) }
                members[name] = .object(inner)
            })
    }
}

extension Value {
    /// The same with the first elements only, where it is a list of more.
    fileprivate func shortened(to maximum: Int?) -> Value {
        guard let maximum, case .array(let elements) = self, elements.count > maximum else { return self }
        return .array(Array(elements.prefix(maximum)))
    }
}

extension Object {
    /// A null counts as absent, as it does for the API server's defaults.
    init(mapping value: Value?) throws(APIError) {
        switch value {
        case nil, .null?: self.init()
        case .object(let members)?: self = members
        case let other?: throw .wrongType(other, "a mapping")
        }
    }

    func present(_ key: String) -> Value? {
        guard let value = self[key], !value.isNull else { return nil }
        return value
    }
}
