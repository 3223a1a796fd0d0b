import Documents
import Explaining
import Origins
import Previewing
import Rendering
import Testing

@Suite("Why fields are as they are") struct ExplainerTests {
    private static let id = ObjectID(group: "apps", kind: "Deployment", namespace: "shop", name: "web")

    private static let manifest: Value = [
        "apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": ["name": "web", "namespace": "shop", "labels": ["gitops.martlet.dev/managed-by": "martlet"]],
        "spec": [
            "replicas": 2, "paused": false,
            "template": ["spec": ["containers": [["name": "app", "image": "app:1"]], "nodeName": "x"]],
        ],
    ]

    private static func entry(_ manager: String, _ operation: String, _ fields: Value) -> Value {
        [
            "manager": .string(manager), "operation": .string(operation), "apiVersion": "apps/v1",
            "time": "2026-11-30T02:00:00Z", "fieldsType": "FieldsV1", "fieldsV1": fields,
        ]
    }

    private static let live: Value = {
        var live = manifest
        live["spec"] = [
            "replicas": 5, "paused": false, "progressDeadlineSeconds": 600, "minReadySeconds": 3,
            "template": [
                "spec": [
                    "containers": [["name": "sidecar", "image": "side:1"], ["name": "app", "image": "app:2"]]
                ]
            ],
        ]
        live["metadata"]?["managedFields"] = [
            entry(
                "martlet", "Apply",
                [
                    "f:spec": [
                        "f:paused": [:],
                        "f:template": ["f:spec": ["f:containers": [#"k:{"name":"app"}"#: ["f:name": [:]]]]],
                    ]
                ]),
            entry(
                "kubectl-edit", "Update",
                ["f:spec": ["f:template": ["f:spec": ["f:containers": [#"k:{"name":"app"}"#: ["f:image": [:]]]]]]]),
            entry("kube-scaler", "Update", ["f:spec": ["f:replicas": [:], "f:minReadySeconds": [:]]]),
            entry(
                "injector", "Update",
                [
                    "f:spec": [
                        "f:template": [
                            "f:spec": [
                                "f:containers": [#"k:{"name":"sidecar"}"#: ["f:name": [:], "f:image": [:]]]
                            ]
                        ]
                    ]
                ]),
        ]
        return live
    }()

    private static let dated: OriginStep = {
        var step = OriginStep(.values, ".Values.tag", source: "the chart's values", file: "values.yaml", line: 2)
        step.change = OriginChange(
            commit: "9f2c1b7aaaa", author: "Ada", time: "2026-11-30T02:00:00Z", subject: "Raise the tag")
        return step
    }()

    private static let origin = ObjectOrigin(
        id: id, object: [OriginStep(.file, "the manifest", file: "a.yaml", line: 1)],
        fields: [
            ["spec", "replicas"]: [OriginStep(.file, "written there", file: "a.yaml", line: 5, column: 13)],
            ["spec", "template", "spec", "containers", "0", "image"]: [
                dated,
                OriginStep(.template, "{{ .Values.tag }}", file: "t.yaml", line: 3),
            ], ["metadata", "name"]: [],
        ], isPartial: false)

    private func explanation(
        _ field: String?, live: Value? = Self.live, isApplied: Bool = true, rules: [ExplainedObject.Rule] = [],
        id: ObjectID = Self.id, manifest: Value = Self.manifest, origin: ObjectOrigin = Self.origin,
        secrets: SecretTexts = SecretTexts()
    ) -> Explanation? {
        Explainer(
            ExplainedObject(
                id: id, origin: origin, manifest: manifest, live: live, manager: "martlet", rules: rules,
                isApplied: isApplied, mask: Mask(key: Array(repeating: 1, count: 32), texts: secrets))
        ).explain(field.flatMap(FieldQuery.init), application: "shop/shop", revision: "main@sha1:abc")
    }

    private func field(_ text: String) throws -> FieldExplanation {
        let explanation = try #require(self.explanation(text))
        #expect(!explanation.isTable && explanation.fields.count == 1)
        return explanation.fields[0]
    }

    @Test("ours, drift by somebody in a list that was extended, nothing known of who took it away")
    func verdicts() throws {
        #expect(try field("spec.paused").verdict == .ours)
        let image = try field("spec.template.spec.containers[name=app].image")
        #expect(image.verdict == .drift(by: "kubectl-edit (Update, 2026-11-30T02:00:00Z)"))
        #expect(image.value == "app:2" && image.wanted == "app:1" && image.chain.count == 2)
        #expect(image.path.description == "spec.template.spec.containers[name=app].image")
        #expect(image.authors.map(\.manager) == ["kubectl-edit"])
        #expect(try field("/spec/template/spec/containers/0/image") == image)
        #expect(try field("spec.template.spec.nodeName").verdict == .drift(by: nil))
    }

    @Test("server default, not in git, ignored by a rule, not applied, changed on the way in, not there")
    func others() throws {
        #expect(try field("spec.progressDeadlineSeconds").verdict == .serverDefault)
        #expect(
            try field("spec.minReadySeconds").verdict
                == .notInSource(by: "kube-scaler (Update, 2026-11-30T02:00:00Z)"))
        #expect(try field("spec.template.spec.containers[name=sidecar].image").verdict.code == "not-in-git")
        let rule = ExplainedObject.Rule(
            name: "ignoreDifferences[0]", inManifest: [["spec", "replicas"]], inLive: [["spec", "replicas"]])
        #expect(
            explanation("spec.replicas", rules: [rule])?.fields[0].verdict == .ignored(rule: "ignoreDifferences[0]"))
        #expect(explanation("spec.replicas")?.fields[0].verdict.code == "drift")
        #expect(explanation("spec.replicas", live: nil)?.fields[0].verdict == .notApplied)
        var alone = Self.live
        alone["metadata"]?["managedFields"] = nil
        #expect(explanation("spec.replicas", live: alone)?.fields[0].verdict == .serverChanged)
        #expect(explanation("spec.replicas", live: alone, isApplied: false)?.fields[0].verdict == .notApplied)
        #expect(explanation("spec.none") == nil)
    }

    @Test("without a field, or with one that has fields, is a table; what the operator puts in is told")
    func tables() throws {
        let whole = try #require(self.explanation(nil))
        #expect(whole.isTable && whole.isThere && whole.origin.map(\.place) == ["a.yaml:1"])
        let paths = whole.fields.map(\.path.description)
        #expect(paths.contains("spec.minReadySeconds") && !paths.contains("spec.progressDeadlineSeconds"))
        #expect(!paths.contains { $0.contains("managedFields") })
        let spec = try #require(self.explanation("spec"))
        #expect(spec.isTable && spec.fields.map(\.path.description).contains("spec.progressDeadlineSeconds"))
        #expect(try field("metadata.namespace").chain.map(\.kind) == [.operatorMark])
        #expect(try field(#"metadata.labels["gitops.martlet.dev/managed-by"]"#).chain.map(\.kind) == [.operatorMark])
        #expect(try field("metadata.name").chain.isEmpty)
    }

    @Test("is text for people and JSON for programs")
    func output() throws {
        let explanation = try #require(self.explanation("spec.template.spec.containers[name=app].image"))
        #expect(
            explanation.text == """
                Deployment.apps shop/web
                  application: shop/shop
                  revision:    main@sha1:abc
                  made by:     file: the manifest, at a.yaml:1

                spec.template.spec.containers[name=app].image
                  value:    app:2
                  wanted:   app:1
                  verdict:  drift: changed by kubectl-edit (Update, 2026-11-30T02:00:00Z)
                  made by:
                    1. values: .Values.tag, at values.yaml:2, from the chart's values
                       last changed by 9f2c1b7, Ada, 2026-11-30T02:00:00Z: Raise the tag
                    2. template: {{ .Values.tag }}, at t.yaml:3
                  held by:  kubectl-edit (Update, 2026-11-30T02:00:00Z)

                """, "\(explanation.text)")
        let json = explanation.json
        #expect(json["value"] == "app:2" && json["wanted"] == "app:1" && json["verdict"] == "drift")
        #expect(json.at("live", "managers")?[0]?["manager"] == "kubectl-edit")
        #expect(
            json["chain"]?[0] == [
                "kind": "values", "what": ".Values.tag", "from": "the chart's values", "file": "values.yaml", "line": 2,
                "commit": [
                    "sha": "9f2c1b7aaaa", "author": "Ada", "time": "2026-11-30T02:00:00Z", "subject": "Raise the tag",
                ],
            ])
        #expect(self.explanation(nil)?.json["fields"]?.array?.isEmpty == false)
        #expect(self.explanation(nil)?.text.contains("spec.replicas") == true)
    }

    @Test("tells nothing of what Secrets hold, wherever it stands")
    func secrets() throws {
        let id = ObjectID(group: "", kind: "Secret", namespace: "shop", name: "keys")
        let manifest: Value = [
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "keys"], "data": ["password": "aHVudGVyMg=="],
        ]
        let origin = ObjectOrigin(
            id: id, object: [],
            fields: [
                ["stringData", "password"]: [OriginStep(.template, "{{ \"hunter2\" }}", file: "t.yaml", line: 3)]
            ], isPartial: false)
        var live = manifest
        live["data"]?["password"] = "b3RoZXIx"
        let secret = try #require(
            self.explanation("data.password", live: live, id: id, manifest: manifest, origin: origin))
        #expect(secret.fields[0].verdict != .ours && secret.fields[0].chain.map(\.place) == ["t.yaml:3"])
        for text in ["hunter2", "aHVudGVyMg", "other1", "b3RoZXIx"] {
            #expect(!secret.text.contains(text) && !secret.json.json().contains(text))
        }
        #expect(secret.text.contains("(secret "))
        // A chart's value from a Secret, in an object that is none.
        var texts = SecretTexts()
        texts.add(secret: ["data": ["tag": "YXBwOjE="]])
        let deployment = try #require(
            self.explanation("spec.template.spec.containers[name=app].image", secrets: texts))
        #expect(!deployment.text.contains("app:1"), "\(deployment.text)")
    }
}
