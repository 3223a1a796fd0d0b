internal import NIOCore
internal import NIOHTTP1

/// Closes a connection on which nothing is finished for too long: no whole request came in, or no whole response went
/// out. Single bytes do not count, so that a slow client cannot hold a connection by trickling.
final class ConnectionDeadline: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let limits: HTTPServerLimits
    private var timer: Scheduled<Void>?
    /// Requests that came in and have no whole response yet.
    private var unanswered = 0

    init(_ limits: HTTPServerLimits) {
        self.limits = limits
    }

    func channelActive(context: ChannelHandlerContext) {
        restart(context, limits.firstRequest)
        context.fireChannelActive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .end = Self.unwrapInboundIn(data) {
            unanswered += 1
            // Of requests that are sent ahead, only the first begins a wait: the others must not prolong it.
            if unanswered == 1 { restart(context, limits.response) }
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard case .end = Self.unwrapOutboundIn(data) else { return context.write(data, promise: promise) }
        let written = promise ?? context.eventLoop.makePromise()
        written.futureResult.assumeIsolated().whenSuccess {
            self.unanswered -= 1
            self.restart(context, self.unanswered > 0 ? self.limits.response : self.limits.patience)
        }
        context.write(data, promise: written)
    }

    private func restart(_ context: ChannelHandlerContext, _ patience: Duration) {
        timer?.cancel()
        let channel = context.channel
        timer =
            channel.isActive
            ? context.eventLoop.scheduleTask(in: TimeAmount(patience)) { channel.close(promise: nil) } : nil
    }
}
