import Documents
import GoValues

/// The formats that schemas up to draft 7 ask of texts.
enum Formats {
    /// What is wrong with a text; nil where nothing is, or the format is unknown.
    static func problem(
        of text: String, format: String, pattern: JSONSchemaCompiler.Patterns
    ) -> String? {
        switch format {
        case "regex": return problem(ofPattern: text, pattern)
        case "date": return date(text)
        case "time": return time(text)
        case "date-time": return dateTime(text)
        case "duration": return duration(text)
        case "period": return period(text)
        case "ipv4": return ipv4(text)
        case "ipv6": return ipv6(text)
        case "hostname": return hostname(text)
        case "email": return email(text)
        case "uri", "iri": return uri(text)
        case "uri-reference", "iri-reference": return uriReference(text)
        case "uri-template": return uriTemplate(text)
        case "uuid": return uuid(text)
        case "json-pointer": return pointer(text)
        case "relative-json-pointer": return relativePointer(text)
        case "semver": return version(text)
        default: return nil
        }
    }

    private static func problem(ofPattern text: String, _ pattern: JSONSchemaCompiler.Patterns) -> String? {
        do {
            _ = try pattern(text)
            return nil
        } catch {
            return error.message
        }
    }

    static func uuid(_ text: String) -> String? {
        let groups = text.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        let lengths = [8, 4, 4, 4, 12]
        guard groups.count == lengths.count else { return "must have 5 elements" }
        for (index, (group, length)) in zip(groups, lengths).enumerated() {
            guard group.count == length else { return "element \(index + 1) must be \(length) characters long" }
            for scalar in String(decoding: group, as: UTF8.self).unicodeScalars where !isHexadecimal(scalar) {
                return "non-hex character \(quote(scalar))"
            }
        }
        return nil
    }

    static func pointer(_ text: String) -> String? {
        guard !text.isEmpty else { return nil }
        guard text.hasPrefix("/") else { return "not starting with /" }
        var rest = text.utf8[...]
        while let tilde = rest.firstIndex(of: UInt8(ascii: "~")) {
            rest = rest[rest.index(after: tilde)...]
            guard let next = rest.first, next == UInt8(ascii: "0") || next == UInt8(ascii: "1") else {
                return "~ must be followed by 0 or 1"
            }
        }
        return nil
    }

    static func relativePointer(_ text: String) -> String? {
        let digits = text.prefix { isDigit($0) }
        guard !digits.isEmpty else { return "must start with non-negative integer" }
        guard digits.count == 1 || digits.first != "0" else { return "starts with zero" }
        let rest = String(text.dropFirst(digits.count))
        return rest == "#" ? nil : pointer(rest)
    }

    static func version(_ text: String) -> String? {
        var core = text[...]
        if let mark = core.firstIndex(of: "+") {
            let build = core[core.index(after: mark)...]
            if build.isEmpty { return "build is empty" }
            if let problem = identifiers(build, "build") { return problem }
            core = core[..<mark]
        }
        if let mark = core.firstIndex(of: "-") {
            let release = core[core.index(after: mark)...]
            if let problem = identifiers(release, "pre-release") { return problem }
            let numbers = release.split(separator: ".").filter { $0.allSatisfy(isDigit) }
            if numbers.contains(where: { $0.count > 1 && $0.hasPrefix("0") }) {
                return "pre-release numeric identifier starts with zero"
            }
            core = core[..<mark]
        }
        let numbers = core.split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 3 else { return "versionCore must have 3 numbers separated by dot" }
        for (number, name) in zip(numbers, ["major", "minor", "patch"]) {
            if number.isEmpty { return "\(name) is empty" }
            if number.count > 1, number.hasPrefix("0") { return "\(name) starts with zero" }
            if !number.allSatisfy(isDigit) { return "\(name) contains non-digit" }
        }
        return nil
    }

    private static func identifiers(_ text: Substring, _ name: String) -> String? {
        for identifier in text.split(separator: ".", omittingEmptySubsequences: false) {
            if identifier.isEmpty { return "\(name) identifier is empty" }
            for scalar in identifier.unicodeScalars where !isLetterOrDigit(scalar) && scalar != "-" {
                return "invalid character \(quote(scalar)) in \(name) identifier"
            }
        }
        return nil
    }

    static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    static func isHexadecimal(_ scalar: Unicode.Scalar) -> Bool {
        ("0"..."9").contains(scalar) || ("a"..."f").contains(scalar) || ("A"..."F").contains(scalar)
    }

    static func isLetterOrDigit(_ scalar: Unicode.Scalar) -> Bool {
        ("0"..."9").contains(scalar) || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
    }

    static func quote(_ scalar: Unicode.Scalar) -> String { GoQuote.quote(rune: scalar.value).string }
}
