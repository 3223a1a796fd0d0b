import GoValues

extension ChartMetadata {
    /// `.Chart`: a map with the names of Go's fields.
    func asMap(isRoot: Bool) -> GoMap {
        GoMap([
            "Name": .string(name), "Home": .string(home), "Sources": .list(sources.map { .string($0) }),
            "Version": .string(version), "Description": .string(description),
            "Keywords": .list(keywords.map { .string($0) }), "Maintainers": .list(maintainers.map(\.asValue)),
            "Icon": .string(icon), "APIVersion": .string(apiVersion), "Condition": .string(condition),
            "Tags": .string(tags), "AppVersion": .string(appVersion), "Deprecated": .bool(deprecated),
            "Annotations": .map(annotationMap),
            "KubeVersion": .string(kubeVersion), "Dependencies": .list((dependencies ?? []).map(\.asValue)),
            "Type": .string(type), "IsRoot": .bool(isRoot),
        ])
    }
}

extension ChartMetadata {
    private var annotationMap: GoMap {
        guard let annotations else { return .absent(.string) }
        let entries = annotations.map { (GoString($0.key), GoValue.string($0.value)) }
        return GoMap(Dictionary(entries, uniquingKeysWith: { _, new in new }), type: .string)
    }
}

extension ChartMetadata.Maintainer {
    fileprivate var asValue: GoValue { .map(["Name": .string(name), "Email": .string(email), "URL": .string(url)]) }
}

extension ChartDependency {
    fileprivate var asValue: GoValue {
        .map([
            "Name": .string(name), "Version": .string(version), "Repository": .string(repository),
            "Condition": .string(condition), "Tags": .list(tags.map { .string($0) }), "Enabled": .bool(isEnabled),
            "ImportValues": .list(importValues), "Alias": .string(alias),
        ])
    }
}
