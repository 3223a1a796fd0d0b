internal import Digests
package import Documents
internal import FoundationEssentials
package import Rendering

/// Puts digests in the place of what is secret, before anything is compared or shown.
///
/// A digest is keyed, of the same length whatever it stands for, and the same for the same content as long as the key is: so
/// a preview shows that a Secret changes, and nothing of what it holds.
package struct Mask: Sendable {
    private let key: [UInt8]
    private let texts: SecretTexts

    /// - Parameters:
    ///   - key: nobody else's; another for each preview tells nobody that a Secret is as it was in the last one.
    ///   - texts: what is known to be secret, wherever it stands.
    package init(key: [UInt8], texts: SecretTexts) {
        self.key = key
        self.texts = texts
    }

    /// A document as it may be compared and shown: without what only servers write, and without secrets.
    package func hiding(_ document: Value, of id: ObjectID) -> MaskedDocument {
        let plain = ServerNoise.leaving(document)
        guard id.isSecret else {
            return MaskedDocument(value: hiding(plain, in: texts, depth: 0))
        }
        var rest = plain
        rest["data"] = nil
        rest["stringData"] = nil
        var masked = hiding(rest, in: texts, depth: 0)
        if let notes = masked.at("metadata", "annotations") {
            var own = SecretTexts()
            own.add(secret: plain.withTextsAsData)
            masked["metadata"]?["annotations"] = hiding(notes, in: own, depth: 1)
        }
        masked["data"] = hidingData(of: plain)
        return MaskedDocument(value: masked)
    }

    /// Two states of one object, either of which may be none.
    package func hiding(
        _ live: Value?, _ predicted: Value?, of id: ObjectID
    ) -> (live: MaskedDocument?, predicted: MaskedDocument?) {
        let (before, after) = (live.map { hiding($0, of: id) }, predicted.map { hiding($0, of: id) })
        guard !id.isSecret, !texts.isEmpty, let live, let predicted, let before, let after else {
            return (before, after)
        }
        let hidden = SecretPairs(digest: digest).hiding(
            SecretPairs.State(plain: ServerNoise.leaving(live), masked: before.value),
            SecretPairs.State(plain: ServerNoise.leaving(predicted), masked: after.value))
        return (MaskedDocument(value: hidden.before), MaskedDocument(value: hidden.after))
    }

    /// A sentence without what is known to be secret.
    package func told(_ text: String) -> String { hiding(text, in: texts).visible.cut(to: Mask.longestSentence) }

    /// A sentence about an object, which may quote what stands in it.
    func told(_ text: String, of id: ObjectID, _ documents: [Value?]) -> String {
        guard id.isSecret else { return told(text) }
        var own = SecretTexts()
        for document in documents.compactMap(\.self) { own.add(secret: document.withTextsAsData) }
        // Too short to be found for sure: the sentence is for nobody.
        guard !own.mayBeTold(by: text) else {
            return "what there is to say is left out, because it may quote the Secret"
        }
        return told(hiding(text, in: own))
    }

    private static let longestSentence = 2_048

    // MARK: Secrets

    private func hidingData(of secret: Value) -> Value? {
        guard let content = secret.withTextsAsData["data"], !content.isNull else { return nil }
        guard let members = content.object else { return .string(digest(content.jsonBytes(sortedKeys: true)[...])) }
        var masked = Object()
        for (name, value) in members where !value.isNull {
            let bytes = value.string.flatMap { Data(base64Encoded: $0, options: .ignoreUnknownCharacters) }
            masked[hiding(name, in: texts)] = .string(
                digest(bytes.map(Array.init)?[...] ?? value.jsonBytes(sortedKeys: true)[...]))
        }
        return .object(masked)
    }

    // MARK: Texts

    private func hiding(_ value: Value, in texts: SecretTexts, depth: Int) -> Value {
        var search = SecretSearch(texts: texts, digest: digest)
        return search.hiding(value, depth: depth)
    }

    private func hiding(_ text: String, in texts: SecretTexts) -> String {
        var search = SecretSearch(texts: texts, digest: digest)
        return search.hiding(text)
    }

    private func digest(_ content: ArraySlice<UInt8>) -> String {
        var builder = Digest.KeyedBuilder(key: key)
        builder.add(Array(content))
        return "(secret \(builder.finish().hex.prefix(12)))"
    }
}

/// A document without secrets: only these can be compared and shown, and only a `Mask` makes them.
package struct MaskedDocument: Sendable, Hashable {
    package let value: Value

    fileprivate init(value: Value) { self.value = value }
}
