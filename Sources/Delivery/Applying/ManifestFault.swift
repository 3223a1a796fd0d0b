internal import Directives
internal import Documents
internal import FoundationEssentials
internal import Observing

/// What is wrong with a manifest that nobody would be told of: marks would take its place, or the server's answer quotes
/// a Secret, and is kept back.
enum ManifestFault {
    static func problem(_ manifest: Value, _ id: ObjectID) -> ObjectProblem? {
        fault(of: manifest).map {
            ObjectProblem(id: id, reason: ObjectProblem.invalidManifest, message: $0, isTransient: false)
        }
    }

    static func fault(of manifest: Value) -> String? {
        for field in ["labels", "annotations"] {
            if let fault = notMapping(manifest.at("metadata", field), "metadata.\(field)") { return fault }
        }
        do throws(DirectiveError) { _ = try Directives(manifest) } catch { return error.message }
        return PlainSecrets.isSecret(manifest) ? faultOfSecret(manifest) : nil
    }

    private static func faultOfSecret(_ manifest: Value) -> String? {
        for field in ["data", "stringData"] {
            if let fault = notMapping(manifest[field], field) { return fault }
            for (name, value) in manifest[field]?.object ?? Object() where !value.isNull {
                let place = "\(field).\(name.prefix(253))"
                guard let text = value.string else {
                    return "\(place) is a \(value.kindName) and has to be a text; put it in quotes"
                }
                if field == "data", !isBase64(text) {
                    return "\(place) is not base64; encode it, or write it as it is under stringData"
                }
            }
        }
        return nil
    }

    private static func notMapping(_ value: Value?, _ field: String) -> String? {
        guard let value, !value.isNull, value.object == nil else { return nil }
        return "\(field) is a \(value.kindName) and has to be a mapping"
    }

    /// As Go reads it: with padding, and with line breaks anywhere.
    private static func isBase64(_ text: String) -> Bool {
        Data(base64Encoded: text.filter { !$0.isNewline }) != nil
    }
}
