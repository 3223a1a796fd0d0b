import Controllers
import Server
import Webhooks

/// What comes in for receivers over HTTP.
struct WebhookHandler: BodyHandler {
    let receivers: Receivers

    func admit(_ request: ServerRequest) -> BodyAdmission {
        guard receivers.isKnown(request.path) else {
            receivers.noteUnknown()
            return .answer(Self.response(to: .unknown))
        }
        switch request.method {
        case "POST": return .read
        case "OPTIONS" where receivers.asksFirst(request.path): return .answer(Self.welcome)
        default:
            var refusal = ServerResponse.text("only POST is allowed here\n", status: 405)
            refusal.headers["allow"] = "POST"
            return .answer(refusal)
        }
    }

    func respond(to request: ServerRequest, body: [UInt8]) async -> ServerResponse {
        let delivery = Delivery(headers: request.headers, query: request.query, body: body)
        return Self.response(to: receivers.receive(delivery, at: request.path))
    }

    /// CloudEvents' senders ask whether they may send before they do: whoever has the secret may.
    private static var welcome: ServerResponse {
        var answer = ServerResponse.text("ok\n", status: 200)
        answer.headers = ["webhook-allowed-origin": "*", "webhook-allowed-rate": "600", "allow": "POST"]
        return answer
    }

    private static func response(to answer: ReceiverAnswer) -> ServerResponse {
        var response = ServerResponse.text("\(answer.message)\n", status: answer.status)
        if let seconds = answer.retryAfter { response.headers["retry-after"] = String(seconds) }
        return response
    }
}
