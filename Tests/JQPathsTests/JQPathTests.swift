import Documents
import Testing

@testable import JQPaths

private let deployment: Value = [
    "kind": "Deployment",
    "metadata": [
        "labels": ["leader": "true"],
        "annotations": ["a.example.org/x": "1", "a.example.org/y": "2", "b": "3"],
        "finalizers": ["keep", "post-delete-finalizer.argocd.argoproj.io/x"],
    ],
    "spec": [
        "replicas": 2,
        "template": [
            "spec": [
                "containers": [
                    ["name": "web", "image": "web:latest", "env": [["name": "A", "value": "1"], ["name": "B"]]],
                    ["name": "istio-proxy", "image": "proxy:1", "ports": [["containerPort": 80]]],
                ]
            ]
        ],
    ],
]

private func places(_ text: String, _ document: Value = deployment, limit: Int = JQWork.limit) throws -> [String] {
    try JQPath(text).places(in: document, JQWork(limit: limit)).map { Pointer(tokens: $0).description }.sorted()
}

@Suite("jq paths")
struct JQPathTests {
    private static let containers = "/spec/template/spec/containers"

    @Test(
        "steps lead where gojq says",
        arguments: [
            (".spec.replicas", ["/spec/replicas"]),
            (".[\"spec\"].\"replicas\"", ["/spec/replicas"]),
            (".spec[\"replicas\"]?", ["/spec/replicas"]),
            (".metadata.annotations.\"a.example.org/x\"", ["/metadata/annotations/a.example.org~1x"]),
            (
                ".metadata.annotations[\"a.example.org/x\", \"b\"]",
                ["/metadata/annotations/a.example.org~1x", "/metadata/annotations/b"]
            ),
            (".spec.nothing.below", ["/spec/nothing/below"]),
            (".spec.replicas.below", []), (".spec.replicas[]", []), (".spec[]?.x[]", []),
            (".spec.template.spec.containers[0].image", ["\(containers)/0/image"]),
            (".spec.template.spec.containers[-1].image", ["\(containers)/1/image"]),
            (".spec.template.spec.containers[-3].image", []),
            (".spec.template.spec.containers[]?.image", ["\(containers)/0/image", "\(containers)/1/image"]),
            (
                ".spec.template.spec.containers.[].env[]?.value",
                ["\(containers)/0/env/0/value", "\(containers)/0/env/1/value"]
            ),
            (".spec | .replicas, .paused", ["/spec/paused", "/spec/replicas"]),
            ("(.spec.replicas, .spec.paused)", ["/spec/paused", "/spec/replicas"]),
            (
                ".. | objects | select(has(\"containerPort\")) | .containerPort",
                ["\(containers)/1/ports/0/containerPort"]
            ),
            (".metadata.none // .metadata.labels", ["/metadata/labels"]),
            (".metadata.annotations // empty", ["/metadata/annotations"]),
        ])
    func steps(text: String, expected: [String]) throws {
        #expect(try places(text) == expected)
    }

    @Test(
        "conditions choose elements",
        arguments: [
            ("select(.name == \"istio-proxy\")", [1]), ("select(.name != \"web\")", [1]),
            ("select(.name | startswith(\"istio\"))", [1]), ("select(.image | endswith(\":latest\"))", [0]),
            ("select(.image | contains(\"proxy\"))", [1]), ("select(.name | test(\"^(web|x)$\"))", [0]),
            ("select(.name | test(\"WEB\"; \"i\"))", [0]), ("select(.name | test(\"WEB\"))", []),
            ("select(.name == \"web\" or .name == \"x\")", [0]), ("select(.name == \"web\" and .image == \"x\")", []),
            ("select(.ports != null)", [1]), ("select(.ports)", [1]), ("select(.ports | not)", [0]),
            ("select(has(\"env\"))", [0]), ("select(.env | length > 1)", [0]), ("select((.env | length) == 0)", [1]),
            ("select(.env[]?.name == \"B\")", [0]), ("select(any(.env[]?; .name == \"B\"))", [0]),
            ("select(.env | all(.name != \"Z\"))", [0, 1]), ("select(.name | IN(\"web\", \"x\"))", [0]),
            ("select(.ports[0].containerPort >= 80)", [1]), ("select(.ports[0].containerPort < 80)", [0]),
            ("select(.name | type == \"string\")", [0, 1]), ("select(.env | contains([{name: \"A\"}]))", [0]),
            ("select([] == [] and -1 < 0.5)", [0, 1]),
        ])
    func conditions(condition: String, expected: [Int]) throws {
        let found = try places(".spec.template.spec.containers[] | \(condition)")
        #expect(found == expected.map { "\(Self.containers)/\($0)" })
    }

    @Test(
        "what people write for Argo CD",
        arguments: [
            ("select(.metadata.labels.leader == \"true\").spec.suspend", ["/spec/suspend"]),
            ("select(.metadata.labels.leader == \"false\").spec.suspend", []),
            ("select ((.metadata.annotations // {}) | has(\"b\")) | .data", ["/data"]),
            ("if .kind == \"Deployment\" then .spec.replicas else empty end", ["/spec/replicas"]),
            ("if .kind == \"A\" then .a elif .kind == \"Deployment\" then .b else .c end", ["/b"]),
            (
                ".metadata.finalizers[]? | select(startswith(\"post-delete-finalizer.argocd.argoproj.io\"))",
                ["/metadata/finalizers/1"]
            ),
            (
                ".metadata.annotations | .[keys[] | select(startswith(\"a.example.org/\"))]",
                ["/metadata/annotations/a.example.org~1x", "/metadata/annotations/a.example.org~1y"]
            ),
            (".data[\"SECRET_KEY\"], .data[\"ACCESS_KEY\"]", ["/data/ACCESS_KEY", "/data/SECRET_KEY"]),
            (".spec | select(.replicas == 2) | .source.targetRevision", ["/spec/source/targetRevision"]),
        ])
    func practice(text: String, expected: [String]) throws { #expect(try places(text) == expected) }

    @Test(
        "what is not a path is refused, with the place and what to do",
        arguments: [
            ("", "is empty"), (".", "may name the whole object"), ("..", "may name the whole object"),
            ("select(.kind == \"A\")", "may name the whole object"),
            (".data | to_entries[] | .value", "has to_entries, which makes new values; fields are chosen by name with"),
            (".spec.x | map(select(.a))", "has map, which makes a new list"),
            (".spec.dnsNames | sort", "has sort, which makes a new list, at character 18"),
            (".metadata.annotations? // {} | keys[]", "names no field, but gives a value, at character 27"),
            (".metadata | keys", "names no field, but gives what keys makes of it, at character 13"),
            (".a == 1", "names no field, but gives a comparison, at character 4"),
            (
                "if .a then .b else null end",
                "names no field, but gives null; empty stands for no field, at character 20"
            ),
            (".spec.http[*].weight", "has [*], which is no jq; all elements are [], at character 12"),
            (".spec.a[?(@.b)]", "has an @, as formats and filters of JSONPath have"), (".a[1:2]", "has a slice"),
            (".a[:2]", "has a slice"),
            (".metadata.cert-manager", "has an unexpected \"-\"; a name with other characters"),
            (".a as $x | .b", "has a variable"), (".a = 1", "assigns something"), (".a |= 1", "assigns something"),
            (".a + 1", "reckons with values"), ("del(.a)", "has del, but what is named is left alone"),
            ("'.a'", "has a text in single quotation marks"),
            ("/spec/replicas", "is a JSON pointer; those stand under jsonPointers"),
            ("$.a", "has a variable"), (".a | foo", "has \"foo\", which is not supported in paths, at character 6"),
            (".a[", "ends too early"), (".a[] | select(.b", "ends where \")\" is missing"),
            (".a)", "has an unexpected \")\""),
            (".[\"a", "has a text without an end, at character 3"), (".[\"\\(.a)\"]", "puts a value into a text"),
            (".[\"\\x\"]", "has a text with an escape"),
            (".a | select(test(\"(\"))", "has a regular expression that is none"),
            (".a[] | select(test(\"a\"; \"x\"))", "has test with other flags"),
            (".a[] | select(test(.b))", "has test of"),
            (".a[{}]", "has a mapping in brackets"), (".a[] | select([.b] == [])", "builds a list or mapping"),
            (".a..b", "has an unexpected \"..\""), (".a b", "has an unexpected \"b\""),
            ("if .a then .b", "ends too early"),
        ])
    func refusals(text: String, message: String) {
        let error = #expect(throws: JQError.self) { try JQPath(text) }
        #expect(error?.message.hasPrefix(message) == true, "\(error?.message ?? "")")
    }

    @Test("length, depth and number of words are bounded")
    func bounds() {
        let texts = [
            ".a" + String(repeating: "b", count: 1024), String(repeating: "(", count: 70) + ".a",
            ".a" + String(repeating: "[0]", count: 100), ".a" + String(repeating: "//.a", count: 70),
            String(repeating: "[", count: 200), String(repeating: "if .a then .a el", count: 70),
        ]
        for text in texts { #expect(throws: JQError.self) { try JQPath(text) } }
    }

    @Test("work is bounded, whatever an expression does with a document")
    func work() throws {
        let wide = Value.array((0..<300).map { .integer($0) })
        let long: Value = ["a": .string(String(repeating: "a", count: 100_000))]
        for (text, document) in [
            ("(.[], .[]) | select(.. == (.., ..)) | .a", Value.array([wide, wide, wide])),
            (".[] | select(.[] == .[])", .array([wide, wide])),
            (".[keys[], keys[]][keys[], keys[]]", wide),
        ] {
            #expect(throws: JQError.self, "\(text)") { try places(text, document, limit: 50_000) }
        }
        #expect(throws: JQError.self) {
            try places(".a | select(test(\"b\"), test(\"b\")) | .b", long, limit: 1_000)
        }
        #expect(try places(".spec.template.spec.containers[] | select(.name == \"web\")", limit: 100).count == 1)
    }

    @Test("what is named is taken away, also of lists")
    func removal() throws {
        let document: Value = ["a": [1, ["b": 1, "c": 2], 3], "d": 4]
        let tree = PathTree([["a", "0"], ["a", "1", "b"], ["d", "x"], ["e"]])
        #expect(tree.removing(from: document) == ["a": [["c": 2], 3], "d": 4])
        #expect(tree.at(["a", "0"])?.isNamed == true && tree.at(["a"])?.isNamed == false && tree.at(["x"]) == nil)
    }
}
