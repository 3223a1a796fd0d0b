import GoValues
import Helm

/// Values of a chart that an object in the cluster holds. They may be secrets: nothing prints them.
package struct ReferencedValues: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// What the text of a referenced object is for a chart.
    package enum Form: Sendable, Hashable {
        /// A file of values.
        case file
        /// One value at a path, read as `--set` reads it; where it stands in quotes, a text.
        case value(path: String)
        /// A text at a path, character for character.
        case literal(path: String)
    }

    /// Where they are from, such as `the entry 'values.yaml' of the Secret passwords`.
    package var origin: String
    package var content: [UInt8]
    package var form: Form
    package var isSecret: Bool

    package init(origin: String, content: [UInt8], form: Form, isSecret: Bool) {
        self.origin = origin
        self.content = content
        self.form = form
        self.isSecret = isSecret
    }

    package var description: String { origin }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension ReferencedValues {
    /// These values over others. Errors quote nothing of the content.
    func merged(over values: GoMap) throws(RenderError) -> GoMap {
        do throws(HelmError) {
            switch form {
            case .file:
                var given = GivenValues()
                given.files = [GivenValues.File(name: origin, content: content)]
                return try given.merged(over: values) { path throws(HelmError) in throw HelmError(.values, path) }
            case .value(let path):
                let (text, style) = ReferencedValues.unquoted(String(decoding: content, as: UTF8.self))
                try Parameters.set("\(path)=\(ChartFiles.escaped(text))", style, in: values)
            case .literal(let path):
                try Parameters.set("\(path)=\(String(decoding: content, as: UTF8.self))", .literal, in: values)
            }
            return values
        } catch {
            switch form {
            case .file: throw RenderError(.invalid, "\(origin) is not a mapping in YAML; correct it")
            case .value(let path), .literal(let path):
                throw RenderError(
                    .invalid, "\(origin) cannot be set at '\(path)'; correct the path in spec.source.helm.valuesFrom")
            }
        }
    }

    /// As Flux has it: what stands in quotes is a text whatever it looks like.
    private static func unquoted(_ text: String) -> (String, Parameters.Style) {
        for quote in ["'", "\""] where text.utf8.count > 1 && text.hasPrefix(quote) && text.hasSuffix(quote) {
            return (String(text.dropFirst().dropLast()), .text)
        }
        return (text, .typed)
    }

    /// For a digest.
    var parts: [String] {
        let form =
            switch form {
            case .file: ["file"]
            case .value(let path): ["value", path]
            case .literal(let path): ["literal", path]
            }
        return [origin, String(isSecret), String(decoding: content, as: UTF8.self)] + form
    }
}
