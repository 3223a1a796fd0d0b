import Documents

/// The schemas of the drafts, which schemas are held against and may refer to.
enum Metaschemas {
    static func document(_ address: String) throws(JSONSchemaError) -> Value {
        guard let text = text(address) else { throw SchemaCompilation.refusal(address) }
        do {
            return try JSON.parse(text, limits: .file)
        } catch {
            throw JSONSchemaError(.schema, "\(address): \(error)")
        }
    }

    /// Nil where the address is none of a draft.
    static func text(_ address: String) -> String? {
        for prefix in ["http://json-schema.org/", "https://json-schema.org/"] where address.hasPrefix(prefix) {
            let name = String(address.dropFirst(prefix.count))
            return texts[name == "schema" ? "draft/2020-12/schema" : name]
        }
        return nil
    }

    private static let texts: [String: String] = [
        "draft-04/schema": draft4, "draft-06/schema": draft6, "draft-07/schema": draft7,
        "draft/2019-09/schema": draft2019, "draft/2019-09/meta/core": draft2019Core,
        "draft/2019-09/meta/applicator": draft2019Applicator, "draft/2019-09/meta/validation": draft2019Validation,
        "draft/2019-09/meta/meta-data": draft2019Annotations, "draft/2019-09/meta/format": draft2019Format,
        "draft/2019-09/meta/content": draft2019Content, "draft/2020-12/schema": draft2020,
        "draft/2020-12/meta/core": draft2020Core, "draft/2020-12/meta/applicator": draft2020Applicator,
        "draft/2020-12/meta/unevaluated": draft2020Unevaluated, "draft/2020-12/meta/validation": draft2020Validation,
        "draft/2020-12/meta/meta-data": draft2020Annotations,
        "draft/2020-12/meta/format-annotation": draft2020FormatAnnotation,
        "draft/2020-12/meta/format-assertion": draft2020FormatAssertion, "draft/2020-12/meta/content": draft2020Content,
    ]
}
