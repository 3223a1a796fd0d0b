import Documents

/// Gives images another name, tag or digest.
struct ImageTransformer: Transformer {
    private let rule: ImageRule
    private let fields: [FieldSpec]
    private let pattern: ImagePattern

    init(_ rule: ImageRule, fields: [FieldSpec]) throws(KustomizeError) {
        self.rule = rule
        self.fields = fields
        pattern = try ImagePattern(rule.name)
    }

    func transform(
        _ set: inout ResourceSet, _ budget: BuildBudget
    ) throws(KustomizeError) {
        for resource in set.resources where resource.body.kindText != "CustomResourceDefinition" {
            try walk(&resource.body, budget)
            for spec in fields {
                try FieldPath.change(&resource.body, at: spec, creating: nil) { value throws(KustomizeError) in
                    try setImage(&value, budget)
                }
            }
            try budget.count(resource)
        }
    }

    /// The images of all lists called `containers` or `initContainers`, however deep.
    private func walk(_ value: inout Value, _ budget: BuildBudget) throws(KustomizeError) {
        switch value {
        case .array(var elements):
            value = .null
            defer { value = .array(elements) }
            for index in elements.indices { try walk(&elements[index], budget) }
        case .object(var members):
            value = .null
            defer { value = .object(members) }
            for key in members.keys {
                guard var member = members[key], member.array != nil || member.object != nil else { continue }
                members[key] = .null
                defer { members[key] = member }
                try walk(&member, budget)
                if key == "containers" || key == "initContainers" { try setImages(&member, budget) }
            }
        default: return
        }
    }

    private func setImages(_ containers: inout Value, _ budget: BuildBudget) throws(KustomizeError) {
        guard case .array(var elements) = containers else { return }
        containers = .null
        defer { containers = .array(elements) }
        for index in elements.indices {
            switch elements[index] {
            case _ where elements[index].isAbsent: continue
            case .object:
                guard var image = elements[index]["image"] else { continue }
                try setImage(&image, budget)
                elements[index]["image"] = image
            default: throw KustomizeError(.invalid, "a container is a \(elements[index].kindName) and no mapping")
            }
        }
    }

    private func setImage(_ value: inout Value, _ budget: BuildBudget) throws(KustomizeError) {
        if value.isAbsent { return }
        guard let text = Lexical.text(of: value) else {
            throw KustomizeError(.invalid, "an image is a \(value.kindName) and has to be a name")
        }
        guard pattern.matches(text) else { return }
        var image = ImageName(text)
        if !rule.newName.isEmpty { image.name = rule.newName }
        if !rule.newTag.isEmpty || !rule.digest.isEmpty {
            image.tag = rule.newTag
            image.digest = rule.digest
        } else if !rule.tagSuffix.isEmpty {
            image.tag += rule.tagSuffix
            image.digest = ""
        }
        let new = image.text
        try budget.make(texts: new.utf8.count - text.utf8.count)
        value = Lexical.replacing(value, with: new)
    }
}

/// `name:tag@digest`
struct ImageName {
    var name: String
    var tag = ""
    var digest = ""

    init(_ text: String) {
        let bytes = Array(text.utf8)
        // A colon before the first slash is a port's.
        let start = bytes.firstIndex(of: UInt8(ascii: "/")).flatMap { $0 > 0 ? $0 : nil } ?? 0
        let at = bytes[start...].firstIndex(of: UInt8(ascii: "@"))
        let colon = bytes[start...].firstIndex(of: UInt8(ascii: ":")).flatMap { $0 < at ?? bytes.count ? $0 : nil }
        func part(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        name = part(0..<(colon ?? at ?? bytes.count))
        if let colon { tag = part((colon + 1)..<(at ?? bytes.count)) }
        if let at { digest = part((at + 1)..<bytes.count) }
    }

    var text: String { name + (tag.isEmpty ? "" : ":\(tag)") + (digest.isEmpty ? "" : "@\(digest)") }
}

/// Which images a rule is about: those of its name with any tag and digest. The name is a regular expression, as in
/// kustomize, where a `.` stands for any character.
struct ImagePattern {
    private enum Name {
        /// Where only `.` means more than itself, which is nearly always.
        case text([UInt8])
        case expression(Expression)
    }

    private let name: Name

    init(_ name: String) throws(KustomizeError) {
        let special = #"\+*?()|[]{}^$"#.utf8
        guard name.utf8.contains(where: special.contains) else {
            self.name = .text(Array(name.utf8))
            return
        }
        let rest = "(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?"
        self.name = .expression(try Expression("^\(name)\(rest)$"))
    }

    func matches(_ image: String) -> Bool {
        switch name {
        case .text(let name):
            let bytes = Array(image.utf8)
            guard bytes.count >= name.count else { return false }
            let isName = zip(name, bytes).allSatisfy { $0 == UInt8(ascii: ".") || $0 == $1 }
            return isName && ImagePattern.isRest(bytes[name.count...])
        case .expression(let expression): return expression.matches(image)
        }
    }

    /// `(:tag)?(@sha256:digest)?`
    private static func isRest(_ rest: ArraySlice<UInt8>) -> Bool {
        var rest = rest
        if rest.first == UInt8(ascii: ":") { rest = rest.dropFirst().drop(while: isTag) }
        let digest = Array("@sha256:".utf8)
        if rest.starts(with: digest) { rest = rest.dropFirst(digest.count).drop(while: isTag) }
        return rest.isEmpty
    }

    private static func isTag(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "{"),
            UInt8(ascii: "}"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
