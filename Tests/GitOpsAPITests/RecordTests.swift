import Documents
import FoundationEssentials
import Testing
import YAML

@testable import GitOpsAPI

/// What a record makes of its declarations, by a kind of the test's own.
@Suite struct RecordTests {
    private typealias Spec = GitOpsGreeting.Spec

    @Test("what is absent or null has the property's initial value, and what nobody declared is passed over")
    func initialValues() throws {
        for text in ["{text: Hello}", "{text: Hello, interval: null, recipients: null}", "{text: Hello, volume: 11}"] {
            #expect(try read(text) == Spec(text: "Hello"), "\(text)")
        }
    }

    @Test("required and defaulted members are always written, optional ones unless they are as without a word")
    func writing() throws {
        #expect(Spec(text: "Hello").fieldValue.json() == #"{"text":"Hello","interval":"60s"}"#)
        let spec = Spec(text: "Hello", interval: .seconds(5), recipients: [.init(name: "Ada", tone: .warm)])
        #expect(
            spec.fieldValue.json()
                == #"{"text":"Hello","interval":"5s","recipients":[{"name":"Ada","tone":"Warm"}]}"#)
        #expect(GitOpsGreeting.Status().fieldValue.json() == #"{"sent":0,"conditions":[]}"#)
    }

    @Test("schema and defaults come from the declarations and the initial values")
    func schema() throws {
        let expected = try YAML.parse(
            """
            description: What is wanted.
            type: object
            required: [text]
            properties:
              text: {description: What is said., type: string, minLength: 1, maxLength: 1000}
              interval:
                {description: How often it is said., type: string, pattern: '\(APIDuration.pattern)', default: 60s}
              recipients:
                description: Who is greeted; without any, everybody.
                type: array
                items:
                  description: One of them.
                  type: object
                  required: [name]
                  properties:
                    name: {description: The recipient's name., type: string, minLength: 1}
                    tone:
                      description: How the recipient is spoken to.
                      type: string
                      enum: [Formal, Warm]
                      default: Formal
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [name]
            """
        ).map(\.value)
        #expect([CustomResource.greeting.spec.value] == expected)
    }

    @Test("a new kind reads whole objects, and its definition and reference come with it")
    func kind() throws {
        let object = try Samples.read("{metadata: {name: a, namespace: home}, spec: {text: Hello}, status: {sent: 2}}")
        let greeting = try GitOpsGreeting(object)
        #expect(greeting.metadata.key == ObjectKey(namespace: "home", name: "a"))
        #expect(try greeting.spec.get() == Spec(text: "Hello") && greeting.status.sent == 2)
        let definition = CustomResource.greeting.definition
        #expect(definition.name == "gitopsgreetings.gitops.martlet.dev")
        #expect(definition.at("spec", "names", "singular") == "gitopsgreeting")
        let reference = Reference.markdown([.greeting])
        let row = "| `recipients[].tone` | `Formal`, `Warm` | `Formal` | How the recipient is spoken to. |"
        #expect(reference.contains(row))
    }

    @Test(
        "an error names the member and what is expected of it",
        arguments: [
            ("{}", "spec.text is missing"), ("{text: null}", "spec.text is missing"),
            ("[]", "spec must be a mapping, and is a list"), ("{text: 7}", "spec.text must be a text, and is a number"),
            ("{text: a, recipients: {}}", "spec.recipients must be a list, and is a mapping"),
            ("{text: a, recipients: [{name: b}, {}]}", "spec.recipients[1].name is missing"),
            ("{text: a, recipients: [7]}", "spec.recipients[0] must be a mapping, and is a number"),
            (
                "{text: a, recipients: [{name: b, tone: Rude}]}",
                "spec.recipients[0].tone must be one of Formal, Warm"
            ),
        ])
    func errors(_ text: String, _ message: String) {
        #expect {
            try read(text)
        } throws: {
            ($0 as? APIError)?.description == message
        }
    }

    @Test("what can be read is read, and the rest is as if it were not there")
    func tolerance() throws {
        let status = try Samples.read("{observedGeneration: many, sent: 3, conditions: [{type: 7}, none]}")
        let expected = GitOpsGreeting.Status(sent: 3)
        #expect(GitOpsGreeting.Status.record.readWhatCanBeRead(status) == expected)
        #expect(GitOpsGreeting.Status.record.readWhatCanBeRead("text") == GitOpsGreeting.Status())
    }

    @Test("an empty text counts as absent where the declaration says so, and as a text elsewhere")
    func emptyTexts() throws {
        let record = Record(
            Pair(), "A pair.",
            [.optional("one", \.one, "One.", .emptyIsNone), .optional("other", \.other, "The other.")])
        let pair = try record.read(["one": "", "other": ""])
        #expect(pair == Pair(one: nil, other: ""))
        #expect(record.write(pair) == ["other": ""])
    }

    @Test("of a list no more elements are written than its declaration allows")
    func limit() {
        let record = Record(Names(), "Names.", [.optional("all", \.all, "All of them.", .count(atMost: 2))])
        #expect(record.write(Names(all: ["a", "b", "c"])) == ["all": ["a", "b"]])
        #expect(record.write(Names(all: ["a"])) == ["all": ["a"]])
    }

    private struct Names: Sendable, Hashable {
        var all: [String] = []
    }

    @Test("a derived member is written and never read")
    func derived() throws {
        let record = Record(
            Pair(), "A pair.", [.optional("one", \.one), .derived("length", "How long it is.") { $0.one?.count }])
        #expect(record.write(try record.read(["one": "four", "length": 7])) == ["one": "four", "length": 4])
        #expect(record.write(Pair()) == [:])
    }

    @Test("members of a group are properties of the whole, and their place is in errors")
    func group() throws {
        let both: [Field<Pair>] = [.required("one", \.one), .optional("other", \.other)]
        let record = Record(Pair(), "A pair.", [.group("both", "Both of them.", both)])
        let value: Value = ["both": ["one": "a", "other": "b"]]
        #expect(try record.read(value) == Pair(one: "a", other: "b"))
        #expect(record.write(Pair(one: "a", other: "b")) == value)
        #expect(throws: APIError(.missing, "pair.both.one", "is missing")) {
            try record.read(["both": [:]], at: "pair")
        }
        #expect(throws: APIError(.wrongType, "both", "must be a mapping, and is a number")) {
            try record.read(["both": 7])
        }
    }

    @Test("what is read has passed the record's check")
    func check() throws {
        let record = Record(Pair(), "A pair.", [.optional("one", \.one)]).checked { pair throws(APIError) in
            guard pair.one != "no" else { throw APIError(.invalid, "one", "must not be no") }
        }
        #expect(try record.read(["one": "yes"]).one == "yes")
        #expect(throws: APIError(.invalid, "pair.one", "must not be no")) {
            try record.read(["one": "no"], at: "pair")
        }
    }

    @Test("the page about adding kinds shows the kind that is tried here")
    func page() throws {
        let page = try String(contentsOf: GeneratedFileTests.root.appending(path: "docs/extending.md"), encoding: .utf8)
        let code = try String(
            contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
                .appending(path: "Greeting.swift"), encoding: .utf8)
        let shown = try #require(page.firstRange(of: "```swift\nimport")).upperBound
        let end = try #require(page[shown...].firstRange(of: "```")).lowerBound
        #expect("import" + page[shown..<end] == code)
    }

    private struct Pair: Sendable, Hashable {
        var one: String?
        var other: String?
    }

    @discardableResult private func read(_ text: String) throws -> Spec {
        try Spec.record.read(Samples.read(text), at: "spec")
    }
}
