package import Documents
internal import FoundationEssentials
internal import KubeModel

/// Writes `stringData` of Secrets as what it becomes.
///
/// The server takes the texts over into `data` and records them as owned where no live object ever has them: a key that
/// the source drops would stay, and an edit of `data` would be nobody's business.
package enum PlainSecrets {
    /// A manifest with its texts as data; other manifests as they are.
    package static func writing(_ manifest: Value) -> Value {
        guard isSecret(manifest), let texts = manifest["stringData"]?.object else { return manifest }
        var data = manifest["data"]?.object ?? Object()
        var rest = Object()
        for (key, value) in texts {
            // What is no text is the server's to refuse.
            if let text = value.string {
                data[key] = .string(Data(text.utf8).base64EncodedString())
            } else {
                rest[key] = value
            }
        }
        var written = manifest
        if !data.isEmpty { written["data"] = .object(data) }
        written["stringData"] = rest.isEmpty ? nil : .object(rest)
        return written
    }

    /// A set of fields with those of `stringData` as fields of `data`.
    package static func writing(fields: Object) -> Object {
        guard let texts = fields[strings]?.object else { return fields }
        var written = fields
        written[strings] = nil
        return written.union(["f:data": .object(texts)])
    }

    /// Whether this is a set of an apply from before we wrote them so.
    package static func names(_ fields: Object) -> Bool { fields.contains(strings) }

    /// Whether an object is a Secret of the core group.
    package static func isSecret(_ object: Value) -> Bool {
        object.kind == "Secret" && object.groupVersionKind?.group.isEmpty == true
    }

    private static let strings = "f:stringData"
}
