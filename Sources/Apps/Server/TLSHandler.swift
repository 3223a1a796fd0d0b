internal import NIOCore
internal import TLS

/// Speaks TLS with the client, and hands on what is inside.
final class TLSHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let session: TLSSession

    init(_ identity: TLSIdentity) throws(TLSError) { session = try TLSSession(identity) }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        do throws(TLSError) {
            let (plain, isEnd) = try session.receive(Array(Self.unwrapInboundIn(data).readableBytesView))
            sendOutgoing(context, promise: nil)
            context.flush()
            if !plain.isEmpty { context.fireChannelRead(Self.wrapInboundOut(ByteBuffer(bytes: plain))) }
            if isEnd { context.close(promise: nil) }
        } catch {
            // What says so to the client.
            sendOutgoing(context, promise: nil)
            context.flush()
            context.close(promise: nil)
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        do throws(TLSError) {
            try session.send(Array(Self.unwrapOutboundIn(data).readableBytesView))
            sendOutgoing(context, promise: promise)
        } catch {
            promise?.fail(error)
            context.close(promise: nil)
        }
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        session.end()
        sendOutgoing(context, promise: nil)
        context.flush()
        context.close(mode: mode, promise: promise)
    }

    private func sendOutgoing(_ context: ChannelHandlerContext, promise: EventLoopPromise<Void>?) {
        context.write(Self.wrapOutboundOut(ByteBuffer(bytes: session.takeOutgoing())), promise: promise)
    }
}
