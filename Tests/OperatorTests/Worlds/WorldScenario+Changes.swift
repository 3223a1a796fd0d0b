import Documents
import GitOpsAPI
import OperatorTesting

extension WorldScenario {
    /// What commits and hands do.
    static let changes: [WorldScenario] = [
        WorldScenario("the first sync") { stage in
            try await stage.beginInOrder()
        },
        WorldScenario("a commit changes, adds and removes objects") { stage in
            try await stage.begin(["app/one": "1", "app/two": "1", "app/gone": "1"])
            try await stage.declare("app")
            try await stage.shows(
                """
                app: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 3 created; has gone__ConfigMap one__ConfigMap two__ConfigMap
                ConfigMap gone of world/app: k=1
                ConfigMap one of world/app: k=1
                ConfigMap two of world/app: k=1
                """)
            try stage.write("app/one", "2")
            try stage.write("app/new", "1")
            try stage.remove("app/gone")
            try await stage.push()
            try await stage.shows(
                """
                app: Synced at commit 2, Healthy, Ready True Healthy
                  Succeeded at commit 2: 1 created, 1 updated, 1 deleted, 1 unchanged; has new__ConfigMap one__ConfigMap two__ConfigMap
                ConfigMap new of world/app: k=1
                ConfigMap one of world/app: k=2
                ConfigMap two of world/app: k=1
                """)
        },
        WorldScenario("an edit by hand is repaired") { stage in
            try await stage.beginInOrder()
            try await stage.edit("one", "by hand")
            try await stage.shows(
                """
                app: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 updated, 1 unchanged; has one__ConfigMap two__ConfigMap
                ConfigMap one of world/app: k=1
                ConfigMap two of world/app: k=1
                """)
        },
        WorldScenario("what others have added to an object stays, also across commits") { stage in
            try await stage.begin(["app/one": "1"])
            try await stage.declare("app")
            try await stage.shows(
                """
                app: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created; has one__ConfigMap
                ConfigMap one of world/app: k=1
                """)
            let addition: Value = ["metadata": ["labels": ["mine": "a"]], "data": ["mine": "b"]]
            try await stage.world.patch(stage.reference("ConfigMap", "one"), addition)
            try stage.write("app/one", "2")
            try await stage.push()
            try await stage.shows(
                """
                app: Synced at commit 2, Healthy, Ready True Healthy
                  Succeeded at commit 2: 1 updated; has one__ConfigMap
                ConfigMap one of world/app: k=2 mine=b
                """)
        },
        WorldScenario("without selfHeal an edit by hand is told of, and stays until the source changes the object") {
            stage in
            try await stage.beginInOrder(["sync": ["selfHeal": false]])
            try await stage.edit("one", "by hand")
            try await stage.shows(
                """
                app: OutOfSync at commit 1, Healthy, Ready False OutOfSync
                  Succeeded at commit 1: 2 created; has one__ConfigMap two__ConfigMap
                  problem: ConfigMap one OutOfSync
                ConfigMap one of world/app: k=by hand
                ConfigMap two of world/app: k=1
                """)
            try stage.write("app/one", "2")
            try await stage.push()
            try await stage.shows(
                """
                app: Synced at commit 2, Healthy, Ready True Healthy
                  Succeeded at commit 2: 1 updated, 1 unchanged; has one__ConfigMap two__ConfigMap
                ConfigMap one of world/app: k=2
                ConfigMap two of world/app: k=1
                """)
        },
        WorldScenario("what is left to others stays as they have it, across commits, and where the source drops it") {
            stage in
            try await stage.begin([:], text: ["app/web": service(target: 8080, debug: 1)])
            try await stage.declare(
                "app",
                [
                    "ignoreDifferences": [
                        ["kind": "Service", "jsonPointers": ["/metadata/labels/tier"]],
                        [
                            "group": "*", "kind": "*", "name": "web",
                            "jqPathExpressions": [".spec.ports[]? | select(.name == \"debug\")"],
                        ],
                    ]
                ])
            try await stage.shows(
                """
                app: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created; has web__Service
                Service web of world/app:
                """)
            let web = stage.reference("Service", "web")
            let ports: Value = [
                ["name": "debug", "port": 90, "targetPort": 99, "protocol": "TCP"],
                ["name": "http", "port": 80, "targetPort": 8080, "protocol": "TCP"],
            ]
            try await stage.world.patch(web, ["metadata": ["labels": ["tier": "b"]], "spec": ["ports": ports]])
            func isKept(http: Value) async throws -> Bool {
                let live = try await stage.world.get(web)
                let targets = Dictionary(
                    uniqueKeysWithValues: (live.at("spec", "ports")?.array ?? []).map { ($0["name"], $0["targetPort"]) }
                )
                return targets == ["debug": 99, "http": http] && live.label("tier") == "b"
            }
            try await stage.shows(
                """
                app: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created; has web__Service
                Service web of world/app:
                """)
            try await stage.world.rest()
            try await stage.world.wait("nothing is put right") { try await isKept(http: 8080) }
            for (number, debug) in [(2, 1), (3, nil)] as [(Int, Int?)] {
                try stage.write("app/web", text: service(target: 8080 + number, debug: debug))
                try await stage.push()
                try await stage.shows(
                    """
                    app: Synced at commit \(number), Healthy, Ready True Healthy
                      Succeeded at commit \(number): 1 updated; has web__Service
                    Service web of world/app:
                    """)
                try await stage.world.wait("the rest is applied") {
                    try await isKept(http: .integer(8080 + number))
                }
            }
        },
        WorldScenario("a deletion by hand is repaired") { stage in
            try await stage.beginInOrder()
            try await stage.delete("ConfigMap", "one")
            try await stage.shows(
                """
                app: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created, 1 unchanged; has one__ConfigMap two__ConfigMap
                ConfigMap one of world/app: k=1
                ConfigMap two of world/app: k=1
                """)
        },
        WorldScenario("what is broken does not render, and what was applied last stays, and stays repaired") { stage in
            try await stage.beginInOrder()
            try stage.write("app/one", "2")
            try stage.write("app/two", text: "kind: [")
            try await stage.push()
            try await stage.shows(
                """
                app: Unknown at commit 1, Healthy, Ready False RenderFailed, Reconciling True RenderFailed
                  Succeeded at commit 1: 2 created; has one__ConfigMap two__ConfigMap
                ConfigMap one of world/app: k=1
                ConfigMap two of world/app: k=1
                """)
            try await stage.edit("one", "by hand")
            try await stage.shows(
                """
                app: Unknown at commit 1, Healthy, Ready False RenderFailed, Reconciling True RenderFailed
                  Succeeded at commit 1: 1 updated, 1 unchanged; has one__ConfigMap two__ConfigMap
                ConfigMap one of world/app: k=1
                ConfigMap two of world/app: k=1
                """)
            try stage.write("app/two", "2")
            try await stage.push()
            try await stage.shows(
                """
                app: Synced at commit 3, Healthy, Ready True Healthy
                  Succeeded at commit 3: 2 updated; has one__ConfigMap two__ConfigMap
                ConfigMap one of world/app: k=2
                ConfigMap two of world/app: k=2
                """)
        },
    ]
}

/// A Service with one port, or two.
private func service(target: Int, debug: Int?) -> String {
    """
    apiVersion: v1
    kind: Service
    metadata: {name: web, labels: {tier: a}}
    spec:
      selector: {app: web}
      ports:
      - {name: http, port: 80, targetPort: \(target), protocol: TCP}

    """ + (debug.map { "  - {name: debug, port: 90, targetPort: \($0), protocol: TCP}\n" } ?? "")
}
