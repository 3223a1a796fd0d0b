/// What both tools have of kustomize's own words, in these very words.
extension FieldTable {
    static let patches = FieldTable([
        "patch": .becomes("patch"), "options": .becomes("options"),
        "path": .says(.blocks, "patches stand in the application itself here; put the file's text into patch"),
        "target": .within(
            FieldTable(
                Dictionary(
                    uniqueKeysWithValues: [
                        "group", "version", "kind", "name", "namespace", "labelSelector", "annotationSelector",
                    ].map { ($0, Rule.becomes("target.\($0)")) }))),
    ])

    static let images = FieldTable([
        "name": .becomes("name"), "newName": .becomes("newName"), "newTag": .becomes("newTag"),
        "digest": .becomes("digest"),
    ])
}
