import Documents
import GoTemplate
import GoValues
import GoYAML

/// Helm's functions for YAML, JSON and TOML. Those without `must` swallow errors: writing gives nothing, reading gives the
/// error's text under the key `Error`, or as the only element.
enum SerialFunctions {
    static func add(to entries: inout FunctionEntries) {
        addWriting(to: &entries)
        addReading(to: &entries)
        addTOML(to: &entries)
    }

    private static func addWriting(to entries: inout FunctionEntries) {
        addWriter("toYaml", to: &entries) { (value) throws(GoError) in withoutNewline(try GoYAML.marshal(value)) }
        addWriter("toJson", to: &entries) { (value) throws(GoError) in try GoJSON.marshal(value) }
        addWriter("toPrettyJson", to: &entries) { (value) throws(GoError) in try GoJSON.marshalIndented(value) }
        entries.add("toYamlPretty", .any) { arguments in
            .string(
                GoString(
                    bytes: withoutNewline(
                        try unlessFailing { () throws(GoError) in
                            try GoYAML.marshalPretty(arguments[0])
                        })))
        }
        for name in ["toRawJson", "mustToRawJson"] {
            entries.add(name, .any) { .string(GoString(bytes: try GoJSON.marshal($0[0], escapesHTML: false))) }
        }
    }

    /// Adds `toX`, which gives nothing where it fails, and `mustToX`.
    private static func addWriter(
        _ name: String, to entries: inout FunctionEntries,
        write: @escaping @Sendable (GoValue) throws(GoError) -> [UInt8]
    ) {
        entries.add(name, .any) { arguments in
            .string(GoString(bytes: try unlessFailing { () throws(GoError) in try write(arguments[0]) }))
        }
        entries.add("mustT" + name.dropFirst(), .any) { .string(GoString(bytes: try write($0[0]))) }
    }

    /// Nothing where it fails, other than by passing a bound.
    private static func unlessFailing(_ write: () throws(GoError) -> [UInt8]) throws(GoError) -> [UInt8] {
        do throws(GoError) {
            return try write()
        } catch {
            guard !error.isLimit else { throw error }
            return []
        }
    }

    private static func withoutNewline(_ bytes: [UInt8]) -> [UInt8] {
        bytes.last == UInt8(ascii: "\n") ? bytes.dropLast() : bytes
    }

    private static func addReading(to entries: inout FunctionEntries) {
        addReader("fromYaml", to: &entries) { (text, limits) throws(GoError) in
            do throws(GoYAMLError) {
                return .map(try GoYAML.unmarshalMap(text, limits: limits))
            } catch {
                return .map(["Error": .string(try swallowed(error))])
            }
        }
        addReader("fromYamlArray", to: &entries) { (text, limits) throws(GoError) in
            do throws(GoYAMLError) {
                return .list(try GoYAML.unmarshalList(text, limits: limits))
            } catch {
                return .list([.string(try swallowed(error))])
            }
        }
        addReader("fromJson", to: &entries) { (text, limits) throws(GoError) in
            do throws(GoError) {
                let (map, problem) = try GoJSON.readMap(text, limits: limits)
                if let problem { map?["Error"] = .string(problem.message) }
                return .map(map ?? GoMap())
            } catch {
                return .map(["Error": .string(try swallowed(error))])
            }
        }
        addReader("fromJsonArray", to: &entries) { (text, limits) throws(GoError) in
            do throws(GoError) {
                return .list(try GoJSON.unmarshalList(text, limits: limits) ?? .absent(.any))
            } catch {
                return .list([.string(try swallowed(error))])
            }
        }
        addReader("mustFromJson", to: &entries) { (text, limits) throws(GoError) in
            try GoJSON.unmarshal(text, limits: limits)
        }
    }

    /// Adds a function that reads a text, of which it may make as much as there is memory for. The texts in it count anew.
    private static func addReader(
        _ name: String, to entries: inout FunctionEntries,
        read: @escaping @Sendable ([UInt8], DocumentLimits) throws(GoError) -> GoValue
    ) {
        entries.addCalling(name, [.string]) { invocation, arguments in
            let (text, memory) = (arguments.text(0).bytes, invocation.session.memory)
            try invocation.session.charge(bytes: text.count)
            let bounds = memory.bounds(within: .file)
            do throws(GoError) { return try read(text, bounds) } catch {
                if error.isLimit { memory.note(.limit, of: bounds, within: .file) }
                throw error
            }
        }
    }

    /// Unlike the others, `toToml` gives the error's text where it fails.
    private static func addTOML(to entries: inout FunctionEntries) {
        let absent = GoError("reflect: call of reflect.Value.Type on zero Value")
        entries.add("toToml", .any) { arguments in
            if arguments[0].isNull { throw absent }
            do throws(GoError) {
                return .string(GoString(bytes: try GoTOML.marshal(arguments[0])))
            } catch {
                return .string(error.message)
            }
        }
        entries.add("mustToToml", .any) { arguments in
            if arguments[0].isNull { throw absent }
            return .string(GoString(bytes: try GoTOML.marshal(arguments[0])))
        }
        addReader("fromToml", to: &entries) { (text, limits) throws(GoError) in
            do throws(GoError) {
                return .map(try GoTOML.unmarshal(text, limits: limits))
            } catch {
                return .map(["Error": .string(try swallowed(error))])
            }
        }
    }

    /// The message of an error that a template may see. A text that passes our bounds ends the render instead: Helm has
    /// none.
    private static func swallowed(_ error: GoYAMLError) throws(GoError) -> String {
        if error.code == .limit { throw .limit(error.message) }
        return error.message
    }

    private static func swallowed(_ error: GoError) throws(GoError) -> String {
        if error.isLimit { throw error }
        return error.message
    }
}
