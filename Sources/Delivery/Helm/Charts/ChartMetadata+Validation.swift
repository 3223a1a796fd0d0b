import GoValues

extension ChartMetadata {
    /// Cleans all texts and checks what Helm checks.
    mutating func validate() throws(HelmError) {
        for text in [\Self.name, \.description, \.home, \.icon, \.condition, \.tags, \.appVersion, \.kubeVersion] {
            self[keyPath: text] = Self.sanitise(self[keyPath: text])
        }
        sources = sources.map(Self.sanitise)
        keywords = keywords.map(Self.sanitise)
        for index in maintainers.indices { maintainers[index].sanitise() }
        guard !apiVersion.isEmpty else { throw Self.invalid("chart.metadata.apiVersion is required") }
        try validateName()
        guard !version.isEmpty else { throw Self.invalid("chart.metadata.version is required") }
        guard Compatibility.isVersion(version) else {
            throw Self.invalid("chart.metadata.version \(quoted(version)) is invalid")
        }
        guard ["", "application", "library"].contains(type) else {
            throw Self.invalid("chart.metadata.type must be application or library")
        }
        try validateDependencies()
    }

    private func validateName() throws(HelmError) {
        guard !name.isEmpty else { throw Self.invalid("chart.metadata.name is required") }
        guard name != ".", name != ".." else {
            throw Self.invalid("chart.metadata.name \(quoted(name)) is not allowed")
        }
        guard !name.utf8.contains(UInt8(ascii: "/")) else {
            throw Self.invalid("chart.metadata.name \(quoted(name)) is invalid")
        }
    }

    private mutating func validateDependencies() throws(HelmError) {
        var names: Set<String> = []
        for index in dependencies?.indices ?? 0..<0 {
            try dependencies?[index].validate()
            guard let dependency = dependencies?[index] else { continue }
            let key = dependency.alias.isEmpty ? dependency.name : dependency.alias
            guard names.insert(key).inserted else {
                throw Self.invalid("more than one dependency with name or alias \(quoted(key))")
            }
        }
    }

    static func invalid(_ message: String) -> HelmError { HelmError(.chart, "validation: \(message)") }

    /// Every kind of space as a plain one, and nothing that does not print.
    static func sanitise(_ text: String) -> String {
        if text.utf8.allSatisfy({ (0x20..<0x7F).contains($0) }) { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            if scalar.properties.isWhitespace {
                result.append(" ")
            } else if GoRune.isPrint(scalar.value) {
                result.append(scalar)
            }
        }
        return String(result)
    }
}

extension ChartMetadata.Maintainer {
    fileprivate mutating func sanitise() {
        name = ChartMetadata.sanitise(name)
        email = ChartMetadata.sanitise(email)
        url = ChartMetadata.sanitise(url)
    }
}

extension ChartDependency {
    fileprivate mutating func validate() throws(HelmError) {
        name = ChartMetadata.sanitise(name)
        version = ChartMetadata.sanitise(version)
        repository = ChartMetadata.sanitise(repository)
        condition = ChartMetadata.sanitise(condition)
        tags = tags.map(ChartMetadata.sanitise)
        let isPlain = alias.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isPlain else {
            throw ChartMetadata.invalid("dependency \(quoted(name)) has disallowed characters in the alias")
        }
    }
}

/// As Go's `%q` prints it.
func quoted(_ text: String) -> String { GoQuote.quote(GoString(text)).string }
