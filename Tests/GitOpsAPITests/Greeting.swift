import Documents
import KubeModel

@testable import GitOpsAPI

/// Something to say, again and again: the kind that docs/extending.md adds.
struct GitOpsGreeting: Sendable, Hashable {
    static let kind = "GitOpsGreeting"
    static let resource = APIGroup.resource(kind, plural: "gitopsgreetings")

    var metadata: ResourceMetadata
    var spec: Result<Spec, APIError>
    var status: Status

    /// Reads a whole object. Throws only where there is nothing to work with at all.
    init(_ object: Value) throws(APIError) {
        metadata = try ResourceMetadata(object)
        spec = Result { () throws(APIError) in try Spec.record.read(object["spec"], at: "spec") }
        status = Status.record.readWhatCanBeRead(object["status"])
    }

    /// What is wanted.
    struct Spec: Sendable, Hashable {
        var text = ""
        var interval = APIDuration.minutes(1)
        var recipients: [Recipient] = []
    }

    /// Somebody who is greeted.
    struct Recipient: Sendable, Hashable {
        /// How somebody is spoken to.
        enum Tone: String, Sendable, Hashable, CaseIterable, FieldChoice {
            case formal = "Formal"
            case warm = "Warm"
        }

        var name = ""
        var tone = Tone.formal
    }

    /// What was done.
    struct Status: Sendable, Hashable {
        var observedGeneration: Int?
        var sent = 0
        var conditions = Conditions()
    }
}

extension GitOpsGreeting.Spec: Recorded {
    static let record = Record(
        Self(), "What is wanted.",
        [
            .required("text", \.text, "What is said.", .length(atLeast: 1, atMost: 1_000)),
            .defaulted("interval", \.interval, "How often it is said."),
            .optional("recipients", \.recipients, "Who is greeted; without any, everybody.", .keyed(by: "name")),
        ])
}

extension GitOpsGreeting.Recipient: Recorded {
    static let record = Record(
        Self(), "One of them.",
        [
            .required("name", \.name, "The recipient's name.", .length(atLeast: 1)),
            .defaulted("tone", \.tone, "How the recipient is spoken to."),
        ])
}

extension GitOpsGreeting.Status: Recorded {
    static let record = Record(
        Self(), "What was done.",
        [
            .observedGeneration(\.observedGeneration),
            .written("sent", \.sent, "How many times it was said.", .number(from: 0)),
            .conditions(\.conditions),
        ])
}

extension CustomResource {
    static let greeting = CustomResource(
        resource: GitOpsGreeting.resource, shortName: "gohello", description: "Something to say, again and again.",
        spec: GitOpsGreeting.Spec.record.schema, status: GitOpsGreeting.Status.record.schema,
        columns: [.text("Text", ".spec.text", "What is said."), .ready, .age])
}
