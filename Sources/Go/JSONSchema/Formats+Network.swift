extension Formats {
    static func ipv4(_ text: String) -> String? {
        let groups = text.split(separator: ".", omittingEmptySubsequences: false)
        guard groups.count == 4 else { return "expected four decimals" }
        for group in groups {
            if group.count > 1, group.hasPrefix("0") { return "leading zeros" }
            guard let number = Int(group) else {
                return "strconv.Atoi: parsing \(Wording.literal(String(group))): invalid syntax"
            }
            guard (0...255).contains(number) else { return "decimal must be between 0 and 255" }
        }
        return nil
    }

    static func ipv6(_ text: String) -> String? {
        guard text.contains(":") else { return "missing colon" }
        guard !text.contains("%") else { return "zone id is not a part of ipv6 address" }
        var parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let wrong = "ParseAddr(\"\(text)\"): each group must have 4 or fewer digits"
        var groups = 0
        if let last = parts.last, last.contains(".") {
            guard ipv4(last) == nil else { return "ParseAddr(\"\(text)\"): invalid embedded IPv4 address" }
            parts.removeLast()
            groups += 2
            if parts.last == "" { parts.append("") }
        }
        let isShort = text.contains("::")
        guard text.ranges(of: "::").count <= 1, !text.contains(":::") else {
            return "ParseAddr(\"\(text)\"): multiple :: in address"
        }
        for part in parts where !part.isEmpty {
            guard part.utf8.count <= 4, part.unicodeScalars.allSatisfy(isHexadecimal) else { return wrong }
            groups += 1
        }
        let isOpen = text.hasPrefix(":") && !text.hasPrefix("::") || text.hasSuffix(":") && !text.hasSuffix("::")
        guard !isOpen, isShort ? groups < 8 : groups == 8 else {
            return
                "ParseAddr(\"\(text)\"): \(groups > 8 ? "trailing garbage after address" : "address string too short")"
        }
        return nil
    }

    static func hostname(_ text: String) -> String? {
        let name = text.hasSuffix(".") ? text.dropLast() : text[...]
        guard name.utf8.count <= 253 else { return "more than 253 characters long" }
        for label in name.split(separator: ".", omittingEmptySubsequences: false) {
            guard (1...63).contains(label.utf8.count) else { return "label must be 1 to 63 characters long" }
            if label.hasPrefix("-") { return "label starts with hyphen" }
            if label.hasSuffix("-") { return "label ends with hyphen" }
            for scalar in label.unicodeScalars where !isLetterOrDigit(scalar) && scalar != "-" {
                return "invalid character \(quote(scalar))"
            }
        }
        return nil
    }

    static func email(_ text: String) -> String? {
        guard text.utf8.count <= 254 else { return "more than 255 characters long" }
        guard let at = text.lastIndex(of: "@") else { return "missing @" }
        let local = text[..<at]
        guard local.utf8.count <= 64 else { return "local part more than 64 characters long" }
        if let problem = mailbox(local) { return problem }
        let domain = text[text.index(after: at)...]
        guard domain.hasPrefix("["), domain.hasSuffix("]") else {
            return hostname(String(domain)).map { "invalid domain: \($0)" }
        }
        let address = domain.dropFirst().dropLast()
        if address.hasPrefix("IPv6:") {
            return ipv6(String(address.dropFirst(5))).map { "invalid ipv6 address: \($0)" }
        }
        return ipv4(String(address)).map { "invalid ipv4 address: \($0)" }
    }

    private static func mailbox(_ local: Substring) -> String? {
        if local.count > 1, local.hasPrefix("\"") {
            let quoted = local.dropFirst().dropLast()
            let isFine = !quoted.contains("\\") && !quoted.contains("\"")
            return isFine ? nil : "backslash and quote are not allowed within quoted local part"
        }
        if local.hasPrefix(".") { return "starts with dot" }
        if local.hasSuffix(".") { return "ends with dot" }
        if local.contains("..") { return "consecutive dots" }
        for scalar in local.unicodeScalars
        where !isLetterOrDigit(scalar) && !".!#$%&'*+-/=?^_`{|}~".unicodeScalars.contains(scalar) {
            return "invalid character \(quote(scalar))"
        }
        return nil
    }

    static func uri(_ text: String) -> String? { address(text) ?? (hasScheme(text) ? nil : "relative url") }

    static func uriReference(_ text: String) -> String? { text.contains("\\") ? "contains \\" : address(text) }

    static func uriTemplate(_ text: String) -> String? {
        if let problem = address(text) { return problem }
        for segment in text.prefix(while: { $0 != "?" && $0 != "#" }).split(separator: "/") {
            var isOpen = false
            for character in segment where character == "{" || character == "}" {
                if (character == "{") == isOpen { return "nested curly braces" }
                isOpen.toggle()
            }
            if isOpen { return "no matching closing brace" }
        }
        return nil
    }

    private static func hasScheme(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":"), let first = text.unicodeScalars.first else { return false }
        let scheme = text[..<colon].unicodeScalars
        return isLetterOrDigit(first) && !("0"..."9").contains(first)
            && scheme.allSatisfy { isLetterOrDigit($0) || "+-.".unicodeScalars.contains($0) }
    }

    /// What Go's parser of addresses finds wrong.
    private static func address(_ text: String) -> String? {
        func problem(_ reason: String) -> String { "parse \(Wording.literal(text)): \(reason)" }
        if text.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
            return problem("net/url: invalid control character in URL")
        }
        if text.hasPrefix(":") { return problem("missing protocol scheme") }
        let path = text.prefix { $0 != "?" && $0 != "#" }
        let start = path.prefix { $0 != "/" }
        if !hasScheme(text), start.contains(":") {
            return problem("first path segment in URL cannot contain colon")
        }
        if SchemaURL.decode(String(path)) == nil {
            let escape = path[(path.firstIndex(of: "%") ?? path.startIndex)...].prefix(3)
            return problem("invalid URL escape \(Wording.literal(String(escape)))")
        }
        return hostProblem(String(path)).map(problem)
    }

    private static func hostProblem(_ path: String) -> String? {
        guard let slashes = path.firstRange(of: "//") else { return nil }
        let start = path[..<slashes.lowerBound]
        guard start.isEmpty || start.hasSuffix(":") else { return nil }
        let authority = path[slashes.upperBound...].prefix { $0 != "/" }
        let parts = authority.split(separator: "@", omittingEmptySubsequences: false)
        if parts.dropLast().contains(where: { $0.contains("[") || $0.contains("]") }) {
            return "net/url: invalid userinfo"
        }
        let host = parts.last ?? ""
        if host.hasPrefix("[") {
            guard let close = host.lastIndex(of: "]") else { return "missing ']' in host" }
            let inner = String(host[host.index(after: host.startIndex)..<close])
            return ipv6(inner).map { "invalid host: \($0)" }
        }
        if let colon = host.lastIndex(of: ":") {
            let port = host[colon...]
            if !port.dropFirst().allSatisfy(isDigit) {
                return "invalid port \(Wording.literal(String(port))) after host"
            }
            if host[..<colon].contains(":") { return "ipv6 address not enclosed in brackets" }
        }
        if let scalar = host.unicodeScalars.first(where: { " \"<>".unicodeScalars.contains($0) }) {
            return "invalid character \(Wording.literal(String(scalar))) in host name"
        }
        return nil
    }
}
