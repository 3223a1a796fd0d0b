package import Documents
package import KubeModel

extension GitOpsRepository {
    package struct Status: Sendable, Hashable {
        package var observedGeneration: Int?
        /// `main@sha1:` and the full commit id; nil before the first fetch.
        package var revision: String?
        package var commit: Commit?
        /// When commits were last fetched. A look that finds nothing new does not count, so that it writes nothing.
        package var lastFetchTime: KubeTime?
        /// Bytes of the mirror on the controller's disk.
        package var size: Int?
        /// The value of the annotation `requestedAt` that was last acted on.
        package var lastHandledRequest: String?
        package var conditions: Conditions

        package init() {
            conditions = Conditions()
        }

        /// Reads the value of `status`. What is not as we write it is left out: we write it anew.
        package init(_ value: Value?) {
            self.init()
            guard let fields = try? Fields(value, at: "status") else { return }
            observedGeneration = try? fields.integer("observedGeneration")
            revision = try? fields.string("revision")
            commit = try? fields.optional("commit")
            lastFetchTime = try? fields.time("lastFetchTime")
            size = try? fields.integer("size")
            lastHandledRequest = try? fields.string("lastHandledRequest")
            conditions = fields.conditions("conditions")
        }

        package var value: Value {
            .fields([
                "observedGeneration": observedGeneration.map(Value.integer),
                "revision": revision.map(Value.string),
                "shortRevision": revision.map { .string(RevisionText.short($0)) },
                "commit": commit?.value,
                "lastFetchTime": lastFetchTime.map(Value.string),
                "size": size.map(Value.integer),
                "lastHandledRequest": lastHandledRequest.map(Value.string),
                "conditions": conditions.value,
            ])
        }
    }

    /// The commit of the revision.
    package struct Commit: Sendable, Hashable {
        package var sha: String
        package var author: String
        package var email: String
        /// The subject line.
        package var message: String
        package var time: KubeTime?

        package init(sha: String, author: String, email: String, message: String, time: KubeTime?) {
            self.sha = sha
            self.author = author
            self.email = email
            self.message = message
            self.time = time
        }
    }
}

extension GitOpsRepository.Commit: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        sha = try fields.required("sha")
        author = try fields.string("author") ?? ""
        email = try fields.string("email") ?? ""
        message = try fields.string("message") ?? ""
        time = try fields.time("time")
    }

    package var value: Value {
        .fields([
            "sha": .string(sha), "author": .string(author), "email": .string(email), "message": .string(message),
            "time": time.map(Value.string),
        ])
    }
}
