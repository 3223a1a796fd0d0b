import Documents
import GitOpsAPI

extension WorldScenario {
    /// What is held back, kept or deleted.
    static let keeping: [WorldScenario] = [
        WorldScenario("a suspended application is left as it is until it is resumed") { stage in
            try await stage.begin(["app/one": "1", "other/two": "1"])
            try await stage.declare("app")
            try await stage.declare("other")
            try await stage.shows(
                """
                app: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created; has one__ConfigMap
                other: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created; has two__ConfigMap
                ConfigMap one of world/app: k=1
                ConfigMap two of world/other: k=1
                """)
            try await stage.change("app", ["suspend": true])
            try await stage.shows(
                """
                app: Synced at commit 1, Healthy, Ready True Healthy, Reconciling False Suspended, Stalled False Suspended
                  Succeeded at commit 1: 1 created; has one__ConfigMap
                other: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created; has two__ConfigMap
                ConfigMap one of world/app: k=1
                ConfigMap two of world/other: k=1
                """)
            try await stage.edit("one", "by hand")
            try stage.write("app/one", "2")
            try stage.write("other/two", "2")
            try await stage.push()
            try await stage.shows(
                """
                app: Synced at commit 1, Healthy, Ready True Healthy, Reconciling False Suspended, Stalled False Suspended
                  Succeeded at commit 1: 1 created; has one__ConfigMap
                other: Synced at commit 2, Healthy, Ready True Healthy
                  Succeeded at commit 2: 1 updated; has two__ConfigMap
                ConfigMap one of world/app: k=by hand
                ConfigMap two of world/other: k=2
                """)
            try await stage.change("app", ["suspend": false])
            try await stage.shows(
                """
                app: Synced at commit 2, Healthy, Ready True Healthy
                  Succeeded at commit 2: 1 updated; has one__ConfigMap
                other: Synced at commit 2, Healthy, Ready True Healthy
                  Succeeded at commit 2: 1 updated; has two__ConfigMap
                ConfigMap one of world/app: k=2
                ConfigMap two of world/other: k=2
                """)
        },
        WorldScenario("without automatic, a commit waits for a person's word") { stage in
            try await stage.begin(["app/one": "1"])
            try await stage.declare("app", ["sync": ["automatic": false]])
            try await stage.shows(
                """
                app: OutOfSync at commit 1, Missing, Ready False OutOfSync
                  no operation; has nothing
                """)
            try await stage.annotate("GitOpsApplication", "app", Annotations.sync, "first")
            try await stage.shows(
                """
                app: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created; has one__ConfigMap
                ConfigMap one of world/app: k=1
                """)
            try stage.write("app/one", "2")
            try await stage.push()
            try await stage.shows(
                """
                app: OutOfSync at commit 1, Healthy, Ready False OutOfSync
                  Succeeded at commit 1: 1 created; has one__ConfigMap
                ConfigMap one of world/app: k=1
                """)
            try await stage.annotate("GitOpsApplication", "app", Annotations.sync, "second")
            try await stage.shows(
                """
                app: Synced at commit 2, Healthy, Ready True Healthy
                  Succeeded at commit 2: 1 updated; has one__ConfigMap
                ConfigMap one of world/app: k=2
                """)
        },
        WorldScenario("without prune, what the source wants no more stays until prune is on") { stage in
            try await stage.beginInOrder(["sync": ["prune": false]])
            try stage.remove("app/two")
            try await stage.push()
            try await stage.shows(
                """
                app: OutOfSync at commit 1, Healthy, Ready False OutOfSync
                  Succeeded at commit 1: 2 created; has one__ConfigMap two__ConfigMap
                  problem: ConfigMap two OutOfSync
                ConfigMap one of world/app: k=1
                ConfigMap two of world/app: k=1
                """)
            try await stage.change("app", ["sync": ["prune": true]])
            try await stage.shows(
                """
                app: Synced at commit 2, Healthy, Ready True Healthy
                  Succeeded at commit 2: 1 deleted, 1 unchanged; has one__ConfigMap
                ConfigMap one of world/app: k=1
                """)
        },
        WorldScenario("an application that is deleted takes its objects with it") { stage in
            try await stage.begin(["app/one": "1", "app/two": "1", "other/three": "1"])
            try await stage.declare("app")
            try await stage.declare("other")
            try await stage.shows(
                """
                app: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 2 created; has one__ConfigMap two__ConfigMap
                other: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created; has three__ConfigMap
                ConfigMap one of world/app: k=1
                ConfigMap three of world/other: k=1
                ConfigMap two of world/app: k=1
                """)
            try await stage.delete("GitOpsApplication", "app")
            try await stage.shows(
                """
                other: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created; has three__ConfigMap
                ConfigMap three of world/other: k=1
                """)
        },
        WorldScenario("with deletionPolicy Orphan its objects stay, for whoever wants them") { stage in
            try await stage.begin(["app/one": "1"])
            try await stage.declare("app", ["deletionPolicy": "Orphan"])
            try await stage.shows(
                """
                app: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created; has one__ConfigMap
                ConfigMap one of world/app: k=1
                """)
            try await stage.delete("GitOpsApplication", "app")
            try await stage.shows(
                """
                ConfigMap one of world/app: k=1
                """)
            try await stage.declare("heir", path: "app")
            try await stage.shows(
                """
                heir: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 updated; has one__ConfigMap
                ConfigMap one of world/heir: k=1
                """)
        },
    ]
}
