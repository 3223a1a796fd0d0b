internal import Documents

/// What registries tell of something new in a repository of theirs. The tag makes no difference: who uses the repository looks.
enum RegistryReading {
    static func harbor(_ body: Value) -> Reading {
        if body["specversion"] != nil { return CloudEventReading.events(body, headers: [:]) }
        switch body["type"]?.string {
        case "PUSH_ARTIFACT", "pushImage", "UPLOAD_CHART", "REPLICATION": break
        case nil: return .malformed("an event without type")
        default: return .irrelevant
        }
        return harborEvent(body["event_data"] ?? .null)
    }

    /// The addresses of a resource have tag or digest behind them.
    static func harborEvent(_ data: Value) -> Reading {
        let addresses = (data["resources"]?.array ?? []).compactMap { $0["resource_url"]?.string }.map(withoutVersion)
        return addresses.isEmpty ? .malformed("an event without resources") : .announcements(each(addresses))
    }

    /// Its `callback_url` is not asked for anything.
    static func dockerHub(_ body: Value) -> Reading {
        guard let name = body.at("repository", "repo_name")?.string else {
            return .malformed("a push without repository")
        }
        return .announcements(each(["docker.io/\(name)"]))
    }

    static func gitHub(_ body: Value) -> Reading {
        let package = body["package"] ?? body["registry_package"] ?? .null
        guard ["container", "docker"].contains(package["package_type"]?.string?.lowercased() ?? "") else {
            return .irrelevant
        }
        guard let name = package["name"]?.string,
            let owner = package.at("owner", "login")?.string ?? package["namespace"]?.string
        else { return .malformed("a package without name or owner") }
        return .announcements(each(["ghcr.io/\(owner)/\(name)"]))
    }

    static func quay(_ body: Value) -> Reading {
        guard let address = body["docker_url"]?.string else { return .malformed("a push without docker_url") }
        return .announcements(each([address]))
    }

    static func each(_ addresses: [String]) -> [Announcement] {
        Set(addresses.prefix(64)).sorted().map { Announcement(addresses: [$0], changes: []) }
    }

    /// `host:port/path:tag` and `host/path@sha256:…` without what is behind the path.
    static func withoutVersion(_ address: String) -> String {
        let bare = address.prefix { $0 != "@" }
        guard let slash = bare.lastIndex(of: "/"), let colon = bare[slash...].firstIndex(of: ":") else {
            return String(bare)
        }
        return String(bare[..<colon])
    }
}

/// CloudEvents, one or several, with their attributes in the body or in headers. Of what they tell we know our own words, those of
/// CDEvents, and Harbor's.
enum CloudEventReading {
    private static let mostEvents = 64

    static func events(_ body: Value, headers: [String: String]) -> Reading {
        if let several = body.array {
            let readings = several.prefix(mostEvents).map { event($0["type"]?.string, $0["data"] ?? .null) }
            let announcements = readings.flatMap { reading -> [Announcement] in
                if case .announcements(let found) = reading { found } else { [] }
            }
            return announcements.isEmpty ? .irrelevant : .announcements(announcements)
        }
        if let type = headers["ce-type"] { return event(type, body) }
        guard body["specversion"] != nil else { return .malformed("no CloudEvent: neither ce-type nor specversion") }
        return event(body["type"]?.string, body["data"] ?? .null)
    }

    private static func event(_ type: String?, _ data: Value) -> Reading {
        guard let type, data.object != nil else { return .malformed("an event without type or data") }
        if type.hasPrefix("harbor.") {
            return type.contains(".pushed") ? RegistryReading.harborEvent(data) : .irrelevant
        }
        if type.hasPrefix("dev.cdevents.") { return ofCDEvents(type, data) }
        return data["repository"]?.string == nil ? .irrelevant : GenericReading.announcement(data)
    }

    /// Merged changes and changed branches name a repository, published artifacts a package URL.
    private static func ofCDEvents(_ type: String, _ data: Value) -> Reading {
        let subject = data["subject"]
        if type.hasPrefix("dev.cdevents.artifact.published") {
            let url = subject?["id"]?.string ?? ""
            let address = url.split(separator: "?", maxSplits: 1).dropFirst().first
                .flatMap { FormFields.value(of: "repository_url", in: $0) }
            return address.map { .announcements(RegistryReading.each([$0])) } ?? .irrelevant
        }
        guard type.hasPrefix("dev.cdevents.change.merged") || type.hasPrefix("dev.cdevents.branch.") else {
            return .irrelevant
        }
        let repository = subject?.at("content", "repository")
        let addresses = (repository?.texts("uri", "url", "source", "id") ?? []).filter { $0.contains("://") }
        return addresses.isEmpty ? .irrelevant : .announcements([Announcement(addresses: addresses, changes: [])])
    }
}
