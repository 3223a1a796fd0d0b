package import Metrics

/// Answers a probe: 200 where nothing speaks against it, otherwise 503 with the reasons.
package struct ProbeHandler: RequestHandler {
    private let objections: @Sendable () -> [String]

    /// `objections` gives one line for each reason, without secrets, and must be quick.
    package init(objections: @escaping @Sendable () -> [String]) {
        self.objections = objections
    }

    package func respond(to request: ServerRequest) async -> ServerResponse {
        let reasons = objections()
        guard !reasons.isEmpty else { return .text("ok\n", status: 200) }
        return .text(reasons.map { "\($0)\n" }.joined(), status: 503)
    }
}

/// Answers with all figures, as Prometheus asks for them.
package struct MetricsHandler: RequestHandler {
    private let metrics: Metrics

    package init(_ metrics: Metrics) {
        self.metrics = metrics
    }

    package func respond(to request: ServerRequest) async -> ServerResponse {
        ServerResponse(
            status: 200, contentType: "text/plain; version=0.0.4; charset=utf-8", body: Array(metrics.render().utf8))
    }
}

extension Router {
    /// `/healthz`, `/readyz` and, where there are figures, `/metrics`.
    package static func standard(
        metrics: Metrics?, health: @escaping @Sendable () -> [String], readiness: @escaping @Sendable () -> [String]
    ) -> Router {
        var handlers: [String: any RequestHandler] = [
            "/healthz": ProbeHandler(objections: health),
            "/readyz": ProbeHandler(objections: readiness),
        ]
        if let metrics { handlers["/metrics"] = MetricsHandler(metrics) }
        return Router(handlers)
    }
}
