import Controllers
import Documents
import KubeModel
import MemoryCluster
import MemorySources
import Surroundings
import Testing
import Webhooks

@Suite("Receivers", .timeLimit(.minutes(2))) struct ReceiverTests {
    /// An application whose repository is looked at once an hour, and a receiver.
    private func prepare(_ bench: Bench, _ spec: Object = [:], labels: Value = [:]) async throws {
        bench.repository.commit("map.yaml", Bench.configMap("one", "1"))
        try await bench.declareRepository()
        var repository = bench.repositoryResource
        repository["spec"]?["interval"] = "1h"
        repository["metadata"]?["labels"] = labels
        try await bench.apply(repository)
        try await bench.apply(Bench.application("a"))
        try await bench.declareReceiver(spec)
    }

    private func push(_ bench: Bench, _ value: String) -> String {
        bench.repository.commit("map.yaml", Bench.configMap("one", value))
    }

    @Test("have a push looked at that moment, by any of the repository's addresses")
    func push() async throws {
        try await Bench.play { bench in
            try await prepare(bench)
            try await bench.whileReceiving { leading, _ in
                let path = try await bench.receiverPath()
                try await bench.eventually("it is ready") { bench.data("one") == "1" }
                let commit = push(bench, "2")
                #expect(leading.receive(Bench.delivery(Bench.push(commit)), at: path).status == 202)
                try await bench.eventually("it is live", within: .seconds(3)) { bench.data("one") == "2" }
                try await bench.eventually("it is counted") { bench.receiver?.at("status", "deliveries") == 1 }
                #expect(bench.receiver?.at("status", "lastDelivery")?.string != nil)
                #expect(bench.receiver?.at("status", "announced") == nil, "nothing had to be handed on")
            }
        }
    }

    @Test("look again where the listing is older than what was announced")
    func older() async throws {
        try await Bench.play { bench in
            try await prepare(bench)
            try await bench.whileReceiving { leading, _ in
                let path = try await bench.receiverPath()
                try await bench.eventually("it is ready") { bench.data("one") == "1" }
                #expect(leading.receive(Bench.delivery(Bench.push()), at: path).status == 202)
                try await bench.surroundings.sleep(for: .milliseconds(700))
                _ = push(bench, "2")
                try await bench.eventually("it is seen soon", within: .seconds(6)) { bench.data("one") == "2" }
            }
        }
    }

    @Test("hand on what they receive where they do not lead")
    func follower() async throws {
        try await Bench.play { bench in
            try await prepare(bench)
            try await bench.whileReceiving { _, other in
                let path = try await bench.receiverPath()
                try await bench.eventually("it is ready") { bench.data("one") == "1" }
                try await bench.eventually("the other knows it, too") { other.isKnown(path) }
                let commit = push(bench, "2")
                try await bench.eventually("the other takes it") {
                    other.receive(Bench.delivery(Bench.push(commit)), at: path).status == 202
                }
                try await bench.eventually("it is live", within: .seconds(3)) { bench.data("one") == "2" }
                #expect(
                    bench.receiver?.at("status", "announced", "hints")?[0]?["repositories"] == ["git.test/r"])
                #expect(bench.receiver?.at("status", "deliveries") == 1)
            }
        }
    }

    @Test("of both kinds count together, and write seldom")
    func counting() async throws {
        try await Bench.play { bench in
            try await prepare(bench)
            try await bench.whileReceiving { leading, other in
                let path = try await bench.receiverPath()
                try await bench.eventually("it is ready") { bench.data("one") == "1" }
                try await bench.eventually("both know the secret") {
                    other.receive(Bench.delivery(["n": 0]), at: path).status == 202
                }
                let before = bench.receiver?.at("metadata", "resourceVersion")?.string
                for number in 1...50 {
                    #expect(leading.receive(Bench.delivery(["n": .integer(number)]), at: path).status == 202)
                    try await bench.surroundings.sleep(for: .milliseconds(100))
                }
                try await bench.eventually("all are counted") { bench.receiver?.at("status", "deliveries") == 51 }
                #expect(before != bench.receiver?.at("metadata", "resourceVersion")?.string)
                let writes = bench.receiver?.at("metadata", "resourceVersion")?.string
                try await bench.surroundings.sleep(for: .seconds(600))
                #expect(
                    bench.receiver?.at("metadata", "resourceVersion")?.string == writes, "at rest nothing is written")
            }
        }
    }

    @Test("turn away what is not rightly signed, and look at nothing for it")
    func refusals() async throws {
        try await Bench.play { bench in
            try await prepare(bench)
            try await bench.whileReceiving { leading, _ in
                let path = try await bench.receiverPath()
                try await bench.eventually("it is ready") { bench.data("one") == "1" }
                _ = push(bench, "2")
                var swapped = Bench.delivery(Bench.push())
                swapped.body = Bench.delivery(["repository": "https://git.test/r"]).body
                #expect(leading.receive(swapped, at: path).status == 401)
                #expect(
                    leading.receive(Bench.delivery(Bench.push(), secret: "nobody's secret"), at: path).status == 401)
                #expect(leading.receive(Bench.delivery(Bench.push()), at: path + "0").status == 404)
                #expect(
                    leading.receive(Bench.delivery(["repository": "https://git.test/other"]), at: path).status == 202)
                try await bench.surroundings.sleep(for: .seconds(60))
                #expect(bench.data("one") == "1" && bench.receiver?.at("status", "deliveries") == 1)
            }
        }
    }

    @Test("are for the repositories of their namespace that they choose")
    func selection() async throws {
        try await Bench.play { bench in
            try await prepare(bench, ["repositories": ["matchLabels": ["team": "shop"]]])
            try await bench.whileReceiving { leading, _ in
                let path = try await bench.receiverPath()
                try await bench.eventually("it is ready") { bench.data("one") == "1" }
                _ = push(bench, "2")
                #expect(leading.receive(Bench.delivery(Bench.push()), at: path).status == 202)
                try await bench.surroundings.sleep(for: .seconds(60))
                #expect(bench.data("one") == "1", "it is not chosen")
                var repository = bench.repositoryResource
                repository["spec"]?["interval"] = "1h"
                repository["metadata"]?["labels"] = ["team": "shop"]
                try await bench.apply(repository)
                try await bench.eventually("it is chosen", within: .seconds(5)) {
                    #expect(leading.receive(Bench.delivery([:]), at: path).status == 202)
                    return bench.data("one") == "2"
                }
            }
        }
    }

    @Test("say what is wrong with their Secret, and take two secrets while one takes the other's place")
    func secrets() async throws {
        try await Bench.play { bench in
            try await prepare(bench)
            try await bench.whileReceiving { leading, _ in
                let path = try await bench.receiverPath()
                let later = "the secret that comes after it"
                func answer(_ secret: String) -> Int {
                    leading.receive(Bench.delivery([:], secret: secret), at: path).status
                }
                try await bench.writeWebhookSecret(["token": Bench.webhookSecret, "token.next": later])
                try await bench.eventually("both count") { answer(later) == 202 && answer(Bench.webhookSecret) == 202 }
                try await bench.writeWebhookSecret(["token": later])
                try await bench.eventually("the old one does not") { answer(Bench.webhookSecret) == 401 }
                #expect(answer(later) == 202)
                try await bench.writeWebhookSecret(["token": "short"])
                try await bench.eventually("it says so") { bench.receiverReason() == "InvalidSecret" }
                #expect(answer("short") == 503)
                try await bench.writeWebhookSecret(["password": later])
                try await bench.eventually("it says so") {
                    Conditions(bench.receiver?.at("status", "conditions"))["Ready"]?.message.contains("'token'") == true
                }
                try await bench.declareReceiver(["secretRef": ["name": "nowhere"]])
                try await bench.eventually("it says so") { bench.receiverReason() == "SecretNotFound" }
                try await bench.declareReceiver(["suspend": true])
                try await bench.eventually("it says so") { bench.receiverReason() == "Suspended" }
                #expect(answer(Bench.webhookSecret) == 503)
                #expect(bench.receiver?.at("status", "path")?.string == path, "it stays the same")
            }
        }
    }

    @Test("tell of a ping, too")
    func ping() async throws {
        try await Bench.play { bench in
            try await prepare(bench, ["type": "GitHub"])
            try await bench.whileReceiving { leading, _ in
                let path = try await bench.receiverPath()
                var ping = Bench.delivery(["zen": "Keep it logically awesome."])
                ping.headers["x-hub-signature-256"] = ping.headers.removeValue(forKey: "x-signature")
                ping.headers["x-github-event"] = "ping"
                #expect(leading.receive(ping, at: path).status == 200)
                try await bench.eventually("it is told") { bench.receiver?.at("status", "deliveries") == 1 }
            }
        }
    }

    @Test("keep their path when the process starts again")
    func restart() async throws {
        try await Bench.play { bench in
            try await prepare(bench)
            try await bench.whileReceiving { _, _ in _ = try await bench.receiverPath() }
            let path = try await bench.receiverPath()
            try await bench.whileReceiving { leading, _ in
                try await bench.eventually("it is known again") {
                    leading.receive(Bench.delivery([:]), at: path).status == 202
                }
            }
        }
    }
}
