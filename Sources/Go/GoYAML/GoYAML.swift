package import Documents
package import GoValues

/// YAML as Helm reads and writes it: `sigs.k8s.io/yaml` on go-yaml v2, and for `toYamlPretty` go-yaml v3.
package enum GoYAML {
    /// The first document of a text, as `yaml.Unmarshal` gives it into an `interface {}`: numbers are `float64`, keys are
    /// strings. Empty texts are nil.
    ///
    /// What comes after the first document is not looked at, as in Go. Bounded by the limits with all aliases written out.
    ///
    /// - Parameter keepsIntegers: leaves integers what they are in the text, for `text(ofField:)`.
    package static func unmarshal(
        _ bytes: [UInt8], limits: DocumentLimits, keepsIntegers: Bool = false
    ) throws(GoYAMLError) -> GoValue {
        do {
            return try decode(bytes, limits: limits, keepsIntegers: keepsIntegers)
        } catch {
            throw GoYAMLError(error.code, "error converting YAML to JSON: \(error.message)")
        }
    }

    /// As `unmarshal`, into a `map[string]interface {}`; nothing and `null` give an empty one.
    package static func unmarshalMap(_ bytes: [UInt8], limits: DocumentLimits) throws(GoYAMLError) -> GoMap {
        switch try unmarshal(bytes, limits: limits) {
        case .null: return GoMap()
        case .map(let map): return map
        case let value: throw mismatch(value, "map[string]interface {}")
        }
    }

    /// As `unmarshal`, into an `[]interface {}`; nothing and `null` give an empty one.
    package static func unmarshalList(_ bytes: [UInt8], limits: DocumentLimits) throws(GoYAMLError) -> GoList {
        switch try unmarshal(bytes, limits: limits) {
        case .null: return GoList([])
        case .list(let list): return list
        case let value: throw mismatch(value, "[]interface {}")
        }
    }

    /// A scalar as a field of the type `string` takes it: fractions in single precision, as in Go. Nil for other values.
    package static func text(ofField value: GoValue) -> GoString? {
        switch value {
        case .string(let text): text
        case .bool(let flag): GoString(flag ? "true" : "false")
        case .int(let number): GoString(String(number))
        case .uint64(let number): GoString(String(number))
        case .float(let number): Resolved.float(number).key
        default: nil
        }
    }

    /// The YAML of a value as `yaml.Marshal` gives it, with a newline at the end. Fails where Go's does.
    package static func marshal(_ value: GoValue) throws(GoError) -> [UInt8] {
        var emitter = Emitter(style: .v2)
        do {
            return try emitter.document(value)
        } catch {
            switch error {
            case .failed(let error):
                throw error.isLimit ? error : GoError("error marshaling into JSON: \(error.message)")
            case .needsReading: return try reread(try GoJSON.marshal(value))
            }
        }
    }

    /// The YAML of a value as go-yaml v3 writes it with an indentation of 2: lists below their key are indented, no line is
    /// folded, and numbers and bytes are as in Go.
    package static func marshalPretty(_ value: GoValue) throws(GoError) -> [UInt8] {
        var emitter = Emitter(style: .v3)
        do {
            return try emitter.document(value)
        } catch {
            throw error.reason
        }
    }

    /// Whether go-yaml v3 can write a text as a block.
    package static func allowsBlock(_ text: [UInt8]) -> Bool { ScalarTraits(text, isVersion3: true).allowsBlock }

    /// Go writes JSON, reads that as YAML and writes the result. Where a text does not survive this, it has to be done here,
    /// too.
    private static func reread(_ json: [UInt8]) throws(GoError) -> [UInt8] {
        let limits = DocumentLimits(
            bytes: GoBounds.bytes, depth: GoBounds.depth, documents: 1, nodes: DocumentLimits.file.nodes)
        let value: GoValue
        do {
            value = try decode(json, limits: limits, keepsIntegers: true)
        } catch {
            throw GoError(error.message)
        }
        var emitter = Emitter(style: .v2Plain)
        do {
            return try emitter.document(value)
        } catch {
            throw error.reason
        }
    }

    private static func decode(
        _ bytes: [UInt8], limits: DocumentLimits, keepsIntegers: Bool = false
    ) throws(GoYAMLError) -> GoValue {
        guard bytes.count <= limits.bytes else {
            throw GoYAMLError(.limit, "yaml: document is larger than \(limits.bytes) bytes")
        }
        var composer = try GoComposer(bytes, limits: limits, keepsIntegers: keepsIntegers)
        return try composer.firstDocument()
    }

    private static func mismatch(_ value: GoValue, _ type: String) -> GoYAMLError {
        GoYAMLError(
            .content,
            "error unmarshaling JSON: while decoding JSON: json: cannot unmarshal \(GoJSON.kind(of: value)) into Go value "
                + "of type \(type)")
    }
}

/// Why a text is no value, in the words of the Go libraries that Helm shows; they hold the line.
package struct GoYAMLError: Error, Sendable, Hashable, CustomStringConvertible {
    package var code: DocumentError.Code
    package var message: String

    package init(_ code: DocumentError.Code, _ message: String) {
        self.code = code
        self.message = message
    }

    package var description: String { message }
}

extension GoYAML {
    /// The documents of a text, divided as Kubernetes' line reader does it for Helm's `values.yaml`: at lines of `---`, which
    /// may hold nothing else but a comment. Lines end in LF afterwards; the first `---` stays.
    package static func documents(_ bytes: [UInt8]) throws(GoYAMLError) -> [[UInt8]] {
        var documents: [[UInt8]] = []
        var current: [UInt8] = []
        var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        if lines.last?.isEmpty ?? false { lines.removeLast() }
        for line in lines {
            let content = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
            if try isSeparator(content), !current.isEmpty {
                documents.append(current)
                current = []
            } else {
                current += content
                current.append(UInt8(ascii: "\n"))
            }
        }
        if !current.isEmpty { documents.append(current) }
        return documents
    }

    private static func isSeparator(_ line: ArraySlice<UInt8>) throws(GoYAMLError) -> Bool {
        guard line.starts(with: "---".utf8) else { return false }
        let rest = line.dropFirst(3).drop { isSpace($0) }
        guard let first = rest.first, first != UInt8(ascii: "#") else { return true }
        let content = rest.reversed().drop { isSpace($0) }.reversed()
        throw GoYAMLError(
            .syntax, "invalid Yaml document separator: \(String(decoding: Array(content), as: UTF8.self))")
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
