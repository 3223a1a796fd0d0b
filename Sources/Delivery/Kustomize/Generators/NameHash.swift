import Digests
import Documents
import GoValues
import GoYAML

/// The suffix that changes with the content of a generated object.
enum NameHash {
    static func suffix(of body: Value) throws(KustomizeError) -> String {
        let document: [GoString: GoValue]
        switch body.kindText {
        case "ConfigMap": document = try members(of: body, ["data"], ifMapping: ["binaryData"])
        case "Secret": document = try members(of: body, ["data", "type"], ifMapping: ["stringData"])
        default:
            throw KustomizeError(
                .unsupported,
                "\(body.kindText) '\(body.nameText)' can have no hash in its name; only generated "
                    + "ConfigMaps and Secrets can")
        }
        let json: [UInt8]
        do throws(GoError) {
            json = try GoJSON.marshal(.map(document))
        } catch {
            throw KustomizeError(.invalid, "\(body.kindText) '\(body.nameText)': \(error.message)")
        }
        return spelled(Digest.of(json).hex)
    }

    private static func members(
        of body: Value, _ keys: [String], ifMapping: [String]
    ) throws(KustomizeError) -> [GoString: GoValue] {
        var members: [GoString: GoValue] = [
            "kind": .string(body.kindText),
            // kustomize looks for a field of this very name, which no object has.
            "name": body["metadata/name"].map { GoValue($0) } ?? "",
        ]
        for key in keys { members[GoString(key)] = member(body[key]) }
        for key in ifMapping {
            if case .object? = body[key] { members[GoString(key)] = member(body[key]) }
        }
        return members
    }

    private static func member(_ value: Value?) -> GoValue {
        guard let value else { return "" }
        if let text = Lexical.text(of: value) { return .string(text) }
        return GoValue(Lexical.json(value))
    }

    /// The first ten digits, without those that could spell something.
    private static func spelled(_ hex: String) -> String {
        String(
            hex.prefix(10).map { digit in
                switch digit {
                case "0": "g"
                case "1": "h"
                case "3": "k"
                case "a": "m"
                case "e": "t"
                default: digit
                }
            })
    }
}
