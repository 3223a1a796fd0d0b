import Documents

/// One of `labels`.
struct LabelRule {
    var pairs: [String: String]
    var includesSelectors: Bool
    var includesTemplates: Bool
    var fields: [FieldSpec]

    init(_ fields: inout FieldReader) throws(KustomizeError) {
        pairs = try fields.texts("pairs") ?? [:]
        includesSelectors = try fields.bool("includeSelectors")
        includesTemplates = try fields.bool("includeTemplates")
        self.fields = try FieldSpec.list("fields", of: &fields)
    }
}

/// One of `images`.
struct ImageRule {
    var name: String
    var newName: String
    var tagSuffix: String
    var newTag: String
    var digest: String

    init(_ fields: inout FieldReader) throws(KustomizeError) {
        name = try fields.string("name")
        newName = try fields.string("newName")
        tagSuffix = try fields.string("tagSuffix")
        newTag = try fields.string("newTag")
        digest = try fields.string("digest")
    }
}

/// One of `replicas`.
struct ReplicaRule {
    var name: String
    var count: Int

    init(_ fields: inout FieldReader) throws(KustomizeError) {
        name = try fields.string("name")
        count = try fields.integer("count")
    }
}
