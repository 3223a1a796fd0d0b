import Documents
import GitOpsAPI
import OperatorTesting

extension WorldScenario {
    /// What servers refuse or hold back, and what nobody should want.
    static let trouble: [WorldScenario] = [
        WorldScenario("what has no namespace to go into is tried again once there is one") { stage in
            let target = "\(stage.world.namespace)-late"
            try await stage.begin(["app/one": "1"])
            try await stage.declare(
                "app",
                [
                    "destination": ["namespace": .string(target)],
                    "sync": ["retry": ["limit": 1, "backoff": ["duration": "1h", "maxDuration": "1h"]]],
                ])
            try await stage.shows(
                """
                app: OutOfSync at commit 1, Missing, Ready False SyncFailed, Reconciling True Retrying
                  Failed at commit 1: 1 failed; has one__ConfigMap
                  problem: ConfigMap one NotFound
                """)
            try await stage.world.apply("{apiVersion: v1, kind: Namespace, metadata: {name: \(target)}}")
            try await stage.annotate("GitOpsApplication", "app", Annotations.requestedAt, "there is")
            try await stage.shows(
                """
                app: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created; has one__ConfigMap
                """)
        },
        WorldScenario("an object that may not be changed any more is told of, and made again once it is gone") {
            stage in
            func fixed(_ value: String) -> String { "\(Bench.configMap("fixed", value) as String)immutable: true\n" }
            try stage.write("app/fixed", text: fixed("1"))
            try await stage.begin(["app/one": "1"])
            let retry: Value = ["limit": 1, "backoff": ["duration": "1h", "maxDuration": "1h"]]
            try await stage.declare("app", ["sync": ["retry": retry]])
            try await stage.shows(
                """
                app: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 2 created; has fixed__ConfigMap one__ConfigMap
                ConfigMap fixed of world/app: k=1
                ConfigMap one of world/app: k=1
                """)
            try stage.write("app/fixed", text: fixed("2"))
            try stage.write("app/one", "2")
            try await stage.push()
            try await stage.shows(
                """
                app: OutOfSync at commit 2, Healthy, Ready False SyncFailed, Reconciling True Retrying
                  Failed at commit 2: 1 updated, 1 failed; has fixed__ConfigMap one__ConfigMap
                  problem: ConfigMap fixed ImmutableField
                ConfigMap fixed of world/app: k=1
                ConfigMap one of world/app: k=2
                """)
            try await stage.delete("ConfigMap", "fixed")
            try await stage.shows(
                """
                app: Synced at commit 2, Healthy, Ready True Healthy
                  Succeeded at commit 2: 1 created, 1 unchanged; has fixed__ConfigMap one__ConfigMap
                ConfigMap fixed of world/app: k=2
                ConfigMap one of world/app: k=2
                """)
        },
        WorldScenario("a definition and its object come and go together") { stage in
            let group = "\(stage.world.namespace).example.org"
            try stage.write("app/definition", text: definition(group))
            try stage.write("app/widget", text: "{apiVersion: \(group)/v1, kind: Widget, metadata: {name: w}}")
            try await stage.begin(["app/one": "1"])
            try await stage.declare("app")
            try await stage.shows(
                """
                app: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 3 created; has one__ConfigMap w_world.example.org_Widget widgets.world.example.org_apiextensions.k8s.io_CustomResourceDefinition
                ConfigMap one of world/app: k=1
                """)
            try stage.remove("app/definition")
            try stage.remove("app/widget")
            try await stage.push()
            try await stage.shows(
                """
                app: Synced at commit 2, Healthy, Ready True Healthy
                  Succeeded at commit 2: 2 deleted, 1 unchanged; has one__ConfigMap
                ConfigMap one of world/app: k=1
                """)
        },
        WorldScenario("a commit that would delete everything is refused, unless that is allowed") { stage in
            try await stage.begin(["app/one": "1"])
            try await stage.declare("app")
            try await stage.shows(
                """
                app: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created; has one__ConfigMap
                ConfigMap one of world/app: k=1
                """)
            try stage.write("app/one", text: "# nothing\n")
            try await stage.push()
            try await stage.shows(
                """
                app: OutOfSync at commit 1, Healthy, Ready False PruneRefused
                  Succeeded at commit 1: 1 created; has one__ConfigMap
                  problem: ConfigMap one PruneRefused
                ConfigMap one of world/app: k=1
                """)
            try await stage.change("app", ["sync": ["allowEmpty": true]])
            try await stage.shows(
                """
                app: Synced at commit 2, Healthy, Ready True Healthy
                  Succeeded at commit 2: 1 deleted; has nothing
                """)
        },
        WorldScenario("an application that is deleted waits for its objects to go") { stage in
            try await stage.beginInOrder()
            let one = stage.reference("ConfigMap", "one")
            try await stage.world.patch(one, ["metadata": ["finalizers": ["example.org/slow"]]])
            try await stage.delete("GitOpsApplication", "app")
            try await stage.shows(
                """
                app: Synced at commit 1, Healthy, Ready False Deleting, Reconciling True Deleting
                  Succeeded at commit 1: 2 created; has one__ConfigMap two__ConfigMap
                ConfigMap one of world/app: k=1
                """)
            try await stage.world.patch(one, ["metadata": ["finalizers": .null]])
            try await stage.shows("")
        },
    ]

    private static func definition(_ group: String) -> String {
        """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: widgets.\(group)}
        spec:
          group: \(group)
          scope: Namespaced
          names: {kind: Widget, plural: widgets}
          versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}]
        """
    }
}
