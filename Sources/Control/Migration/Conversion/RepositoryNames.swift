internal import Documents
internal import GitOpsAPI

/// One repository of ours for each URL and namespace, with names made of the URLs.
struct RepositoryNames {
    private struct Place: Hashable {
        var namespace: String
        var url: String
    }

    private var names: [Place: String] = [:]
    private var taken: Set<ObjectKey> = []
    private(set) var repositories: [ObjectKey: ConvertedRepository] = [:]

    /// The repository of a URL, made where it is not there yet.
    mutating func key(_ url: String, for origin: ObjectID, secret: String?) -> ObjectKey {
        let place = Place(namespace: origin.namespace, url: url.repositoryIdentity)
        let name = names[place] ?? freeName(for: url, in: origin.namespace)
        names[place] = name
        let key = ObjectKey(namespace: origin.namespace, name: name)
        if repositories[key] == nil {
            var spec: Object = ["url": .string(url)]
            if let secret { spec["secretRef"] = ["name": .string(secret)] }
            repositories[key] = ConvertedRepository(origins: [], key: key, spec: .object(spec))
        }
        repositories[key]?.origins.insert(origin)
        return key
    }

    private mutating func freeName(for url: String, in namespace: String) -> String {
        let last = url.repositoryIdentity.split { "/:".contains($0) }.last.map(String.init) ?? ""
        let base = last.asObjectName ?? "repository"
        for number in 1... {
            let name = number == 1 ? base : "\(base)-\(number)"
            if taken.insert(ObjectKey(namespace: namespace, name: name)).inserted { return name }
        }
        return base
    }
}

extension String {
    /// The same for all ways to write the address of one repository that Argo CD takes for one.
    var repositoryIdentity: String {
        var text = lowercased()
        if text.hasSuffix("/") { text.removeLast() }
        if text.hasSuffix(".git") { text.removeLast(4) }
        return text
    }

    /// As objects may be named; nil where nothing of it can stay.
    var asObjectName: String? {
        var name = String(lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" }.prefix(50))
        while name.hasPrefix("-") { name.removeFirst() }
        while name.hasSuffix("-") { name.removeLast() }
        return name.isEmpty ? nil : name
    }
}
