import Controllers
import KubeClient
import KubeRuntime
import Logging
import Server
import ServiceLifecycle

/// Runs the controllers: at once, or for as long as this process holds the Lease.
struct OperatorService: Service {
    let controllers: Operator
    /// Nil where webhooks are not taken.
    let receivers: Receivers?
    let election: LeaderElection?
    let fence: WriteFence
    let logger: Logger

    /// Why this process is not ready. One that waits for the Lease is.
    var objections: [String] {
        if let election, !election.isLeader { return [] }
        return controllers.isReady ? [] : ["the resources have not been listed yet"]
    }

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(name: "controllers") { try await work() }
            group.addTask(name: "shutdown") { try await stopWhenAsked() }
            try await group.next()
            group.cancelAll()
        }
    }

    private func work() async throws {
        guard let election else { return await controllers.run() }
        let logger = logger
        logger.info("waits for leadership")
        try await election.run(
            mayRelease: { [fence] in fence.isQuiet(for: OperatorService.doubtful) },
            whileLeading: { [controllers, receivers] in
                logger.info("leads")
                receivers?.beginLeading()
                await controllers.run()
            })
    }

    /// From being told to end until no further write begins: what is not done by then is left for the next process, and
    /// what is under way has the rest of `Controller.farewell` to be answered.
    private static let lastCall = Duration.seconds(12)
    /// For how long a server may still be at a write that was broken off: not longer than others wait for a Lease that
    /// nobody gives away.
    private static let doubtful = LeaderElection.Timing.standard.leaseDuration

    /// A leader finishes what it is at and gives the Lease away; one that only waits has nothing to finish.
    private func stopWhenAsked() async throws {
        try await gracefulShutdown()
        logger.info("stops")
        controllers.stop()
        guard election == nil || election?.isLeader == true else { return }
        // Ends with the task, when the controllers have come to their end.
        try? await Task.sleep(for: OperatorService.lastCall)
        if !Task.isCancelled { logger.warning("stops in the middle of work: the rest is left for the next process") }
        fence.close()
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(3_600)) }
    }
}

/// The HTTP server as a service.
struct ServerService: Service {
    let server: HTTPServer

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await server.run() }
    }
}

/// Takes webhooks, for as long as the program runs.
struct WebhookService: Service {
    let receivers: Receivers
    let server: HTTPServer

    func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask(name: "receivers") { await receivers.run() }
                group.addTask(name: "webhook listener") { try await server.run() }
                try await group.next()
                group.cancelAll()
            }
        }
    }
}
