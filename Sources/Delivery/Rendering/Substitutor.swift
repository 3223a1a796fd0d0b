import Documents
import YAML

/// Puts the values of variables where `${…}` stands in an object's texts and keys, as Flux' `postBuild` does.
///
/// A text without quotes means afterwards what it would mean if the value had been written there: `${REPLICAS}` can
/// become a number. A text in quotes, or in a block, stays a text.
struct Substitutor {
    struct Failure: Error, Hashable {
        var message: String
        var isLimit = false
    }

    /// What an expression begins with.
    static let opening = "${"
    /// What all texts of one source may come to.
    private static let outputLimit = 64 << 20

    private let variables: [String: String]
    private let memory: MemoryBudget
    private var written = 0

    init(_ substitution: Substitution, memory: MemoryBudget) throws(RenderError) {
        self.memory = memory
        for name in substitution.variables.keys.sorted() where !Substitutor.isName(name) {
            throw RenderError(
                .substitution,
                "'\(name)' cannot be the name of a variable; a name has letters, digits and '_', and begins with no digit"
            )
        }
        // A newline would end the line that the value is put into; Flux leaves them out, too.
        variables = substitution.variables.mapValues { $0.contains("\n") ? $0.replacing("\n", with: "") : $0 }
    }

    mutating func substitute(_ value: Value) throws(Failure) -> Value { try substitute(value, at: []) }

    /// The value as it was written.
    static func unmarked(_ value: Value) -> Value {
        switch value {
        case .string(let text): .string(String(text.trimmingMark))
        case .array(let elements): .array(elements.map(unmarked))
        case .object(let object): .object(object.mapValues(unmarked))
        default: value
        }
    }

    private mutating func substitute(_ value: Value, at path: [String]) throws(Failure) -> Value {
        switch value {
        case .string(let text):
            guard text.contains(Substitutor.opening) else { return value }
            let expanded = try expand(text.trimmingMark, at: path)
            return text.isMarked ? .string(expanded) : try plain(expanded)
        case .array(let elements):
            var substituted: [Value] = []
            substituted.reserveCapacity(elements.count)
            for (index, element) in elements.enumerated() {
                substituted.append(try substitute(element, at: path + [String(index)]))
            }
            return .array(substituted)
        case .object(let object):
            var substituted = Object(minimumCapacity: object.count)
            for (key, member) in object {
                let isExpression = key.contains(Substitutor.opening)
                let name = isExpression ? try expand(key[...], at: path) : key
                substituted[name] = try substitute(member, at: path + [key])
            }
            return .object(substituted)
        default: return value
        }
    }

    private mutating func expand(_ text: Substring, at path: [String]) throws(Failure) -> String {
        var expansion = Expansion(text, variables: variables)
        do throws(Failure) {
            let expanded = try expansion.run()
            written += expanded.utf8.count
            guard written <= Substitutor.outputLimit, memory.take(expanded.utf8.count) else {
                throw Failure(message: "the texts grow too large", isLimit: true)
            }
            return expanded
        } catch {
            throw Failure(message: "at \(path.joined(separator: ".")): \(error.message)", isLimit: error.isLimit)
        }
    }

    /// A value may be a list or mapping in flow style, or bring quotes of its own.
    private func plain(_ text: String) throws(Failure) -> Value {
        guard let first = text.utf8.first, "[{\"'".utf8.contains(first) else { return YAML.resolve(plain: text) }
        let documents: [YAMLDocument]
        let limits = memory.bounds(within: .file)
        do throws(DocumentError) {
            documents = try YAML.parse(Array(text.utf8), file: nil, limits: limits)
        } catch {
            guard error.code == .limit else { return YAML.resolve(plain: text) }
            memory.note(error.code, of: limits, within: .file)
            throw Failure(message: "a value \(error.message)", isLimit: true)
        }
        guard let document = documents.first, documents.count == 1 else { return YAML.resolve(plain: text) }
        // All values of a source are held at a time; no more of them than there are such bytes in the text.
        let count = text.utf8.count { "[{,:".utf8.contains($0) } + 1
        guard memory.take(count * MemoryBudget.bytesPerValue) else {
            throw Failure(message: "the values grow too large", isLimit: true)
        }
        return document.value
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.unicodeScalars.allSatisfy(Expansion.isNameScalar)
    }
}

extension String {
    /// Was written in quotes.
    fileprivate var isMarked: Bool { unicodeScalars.first == YAML.quoteMark }

    fileprivate var trimmingMark: Substring { isMarked ? Substring(unicodeScalars.dropFirst()) : self[...] }
}
