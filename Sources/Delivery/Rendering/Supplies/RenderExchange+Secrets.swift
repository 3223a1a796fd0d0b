import Documents
import FoundationEssentials
import GoValues
import TemplateFunctions

extension RenderExchange {
    /// The texts that this render got to know and that are nobody else's business: of Secrets, as they stand there and
    /// decoded, and private keys.
    var secrets: [String] {
        var texts = report.used.texts.values.joined().map(\.string)
        for case .found(let value, _) in (answers ?? [:]).values {
            for object in value["items"]?.array ?? [value] where object["kind"] == "Secret" {
                texts += (object["data"]?.object ?? Object()).values.compactMap(\.string).flatMap(RenderExchange.forms)
            }
        }
        return texts
    }

    private static func forms(_ encoded: String) -> [String] {
        [encoded] + [Data(base64Encoded: encoded).map { String(decoding: $0, as: UTF8.self) }].compactMap(\.self)
    }
}
