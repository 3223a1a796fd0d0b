import Documents
import GitOpsAPI
import OperatorTesting

extension WorldScenario {
    /// A Service that is healthy once a load balancer has given it an address.
    private static let service = """
        {apiVersion: v1, kind: Service, metadata: {name: door}, spec: {type: LoadBalancer, ports: [{port: 80}]}}
        """

    /// What goes on between applications.
    static let several: [WorldScenario] = [
        WorldScenario("an application waits for what it depends on to be healthy") { stage in
            try stage.write("first/door", text: service)
            try await stage.begin(["second/two": "1"])
            try await stage.declare("second", ["dependsOn": [["name": "first"]]])
            try await stage.shows(
                """
                second: Unknown at -, -, Ready False DependencyNotReady, Reconciling True DependencyNotReady
                  no operation; has nothing
                """)
            try await stage.declare("first")
            try await stage.shows(
                """
                first: Synced at commit 1, Progressing, Ready False Progressing, Reconciling True Progressing
                  Succeeded at commit 1: 1 created; has door__Service
                second: Unknown at -, -, Ready False DependencyNotReady, Reconciling True DependencyNotReady
                  no operation; has nothing
                Service door of world/first:
                """)
            try await stage.world.patchStatus(
                stage.reference("Service", "door"), ["loadBalancer": ["ingress": [["ip": "192.0.2.1"]]]])
            try await stage.shows(
                """
                first: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created; has door__Service
                second: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created; has two__ConfigMap
                ConfigMap two of world/second: k=1
                Service door of world/first:
                """)
        },
        WorldScenario("of two applications that want one object the first has it, until it gives it up") { stage in
            try await stage.begin(["app/one": "1", "app/own": "1", "rival/one": "rival", "rival/theirs": "1"])
            try await stage.declare("app")
            try await stage.shows(
                """
                app: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 2 created; has one__ConfigMap own__ConfigMap
                ConfigMap one of world/app: k=1
                ConfigMap own of world/app: k=1
                """)
            try await stage.declare("rival")
            try await stage.shows(
                """
                app: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 2 created; has one__ConfigMap own__ConfigMap
                  problem: ConfigMap one Conflict
                rival: OutOfSync at commit 1, Healthy, Ready False Conflict
                  Succeeded at commit 1: 1 created; has theirs__ConfigMap
                  problem: ConfigMap one Conflict
                ConfigMap one of world/app: k=1
                ConfigMap own of world/app: k=1
                ConfigMap theirs of world/rival: k=1
                """)
            try stage.remove("app/one")
            try await stage.push()
            try await stage.shows(
                """
                app: Synced at commit 2, Healthy, Ready True Healthy
                  Succeeded at commit 2: 1 deleted, 1 unchanged; has own__ConfigMap
                rival: Synced at commit 2, Healthy, Ready True Healthy
                  Succeeded at commit 2: 1 created, 1 unchanged; has one__ConfigMap theirs__ConfigMap
                ConfigMap one of world/rival: k=rival
                ConfigMap own of world/app: k=1
                ConfigMap theirs of world/rival: k=1
                """)
        },
        WorldScenario("an object that a person hands to another application moves there as it is") { stage in
            try await stage.begin(["one/moving": "1", "one/own": "1", "two/theirs": "1"])
            try await stage.declare("one")
            try await stage.declare("two")
            try await stage.shows(
                """
                one: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 2 created; has moving__ConfigMap own__ConfigMap
                two: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created; has theirs__ConfigMap
                ConfigMap moving of world/one: k=1
                ConfigMap own of world/one: k=1
                ConfigMap theirs of world/two: k=1
                """)
            try stage.write("two/moving", "1")
            try await stage.push()
            try await stage.shows(
                """
                one: Synced at commit 2, Healthy, Ready True Healthy
                  Succeeded at commit 1: 2 created; has moving__ConfigMap own__ConfigMap
                  problem: ConfigMap moving Conflict
                two: OutOfSync at commit 1, Healthy, Ready False Conflict
                  Succeeded at commit 1: 1 created; has theirs__ConfigMap
                  problem: ConfigMap moving Conflict
                ConfigMap moving of world/one: k=1
                ConfigMap own of world/one: k=1
                ConfigMap theirs of world/two: k=1
                """)
            try await stage.annotate("ConfigMap", "moving", Annotations.application, "\(stage.world.namespace)/two")
            try await stage.shows(
                """
                one: OutOfSync at commit 2, Healthy, Ready False Conflict
                  Succeeded at commit 1: 2 created; has moving__ConfigMap own__ConfigMap
                  problem: ConfigMap moving Conflict
                two: Synced at commit 2, Healthy, Ready True Healthy
                  Succeeded at commit 2: 1 updated, 1 unchanged; has moving__ConfigMap theirs__ConfigMap
                  problem: ConfigMap moving Conflict
                ConfigMap moving of world/two: k=1
                ConfigMap own of world/one: k=1
                ConfigMap theirs of world/two: k=1
                """)
            try stage.remove("one/moving")
            try await stage.push()
            try await stage.shows(
                """
                one: Synced at commit 3, Healthy, Ready True Healthy
                  Succeeded at commit 1: 2 created; has own__ConfigMap
                two: Synced at commit 3, Healthy, Ready True Healthy
                  Succeeded at commit 2: 1 updated, 1 unchanged; has moving__ConfigMap theirs__ConfigMap
                ConfigMap moving of world/two: k=1
                ConfigMap own of world/one: k=1
                ConfigMap theirs of world/two: k=1
                """)
        },
        WorldScenario("an object moves, as it is, to an application that its own waits for") { stage in
            try await stage.begin(["base/own": "1", "top/moving": "1", "top/topmost": "1"])
            try await stage.declare("base")
            try await stage.declare("top", ["dependsOn": [["name": "base"]]])
            try await stage.shows(
                """
                base: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created; has own__ConfigMap
                top: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 2 created; has moving__ConfigMap topmost__ConfigMap
                ConfigMap moving of world/top: k=1
                ConfigMap own of world/base: k=1
                ConfigMap topmost of world/top: k=1
                """)
            try stage.remove("top/moving")
            try stage.write("base/moving", "2")
            try stage.write("top/topmost", "2")
            try await stage.push()
            try await stage.shows(
                """
                base: Synced at commit 2, Healthy, Ready True Healthy
                  Succeeded at commit 2: 1 updated, 1 unchanged; has moving__ConfigMap own__ConfigMap
                top: Synced at commit 2, Healthy, Ready True Healthy
                  Succeeded at commit 2: 1 updated; has topmost__ConfigMap
                ConfigMap moving of world/base: k=2
                ConfigMap own of world/base: k=1
                ConfigMap topmost of world/top: k=2
                """)
        },
        WorldScenario("applications that wait for each other in a circle say so, until it is broken") { stage in
            try await stage.begin(["a/one": "1", "b/two": "1", "c/three": "1"])
            try await stage.declare("a", ["dependsOn": [["name": "b"]]])
            try await stage.declare("b", ["dependsOn": [["name": "c"]]])
            try await stage.declare("c", ["dependsOn": [["name": "a"]]])
            try await stage.shows(
                """
                a: Unknown at -, -, Ready False DependencyCycle, Stalled True DependencyCycle
                  no operation; has nothing
                b: Unknown at -, -, Ready False DependencyCycle, Stalled True DependencyCycle
                  no operation; has nothing
                c: Unknown at -, -, Ready False DependencyCycle, Stalled True DependencyCycle
                  no operation; has nothing
                """)
            try await stage.declare("c")
            try await stage.shows(
                """
                a: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created; has one__ConfigMap
                b: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created; has two__ConfigMap
                c: Synced at commit 1, Healthy, Ready True Healthy
                  Succeeded at commit 1: 1 created; has three__ConfigMap
                ConfigMap one of world/a: k=1
                ConfigMap three of world/c: k=1
                ConfigMap two of world/b: k=1
                """)
        },
    ]
}
