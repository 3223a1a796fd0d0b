import Transport

/// An HTTP/1.1 server on 127.0.0.1 that misbehaves on demand; the path says how.
struct FaultServer {
    let port: Int

    func url(_ path: String, host: String = "127.0.0.1") -> String { "http://\(host):\(port)\(path)" }

    func get(_ path: String, _ change: (inout HTTPRequest) -> Void = { _ in }) -> HTTPRequest {
        var request = HTTPRequest(method: "GET", url: url(path), timeouts: .test, responseLimit: 1 << 20)
        change(&request)
        return request
    }

    /// How many requests for a path have come in, whatever their query; `client` asks.
    func seen(_ path: String, _ client: HTTPClient) async throws -> Int {
        let path = path.prefix { $0 != "?" }
        return Int(try await client.send(get("/count?of=\(path)")).text) ?? 0
    }
}

extension HTTPTimeouts {
    static let test = HTTPTimeouts(total: .seconds(20), connect: .seconds(5), idle: nil)
}

extension HTTPClientConfiguration {
    static let test = HTTPClientConfiguration(userAgent: "martlet-tests", proxy: .direct, streamBuffer: 64 * 1024)
}

/// Runs `body` with a server and a client of its own; both are gone afterwards.
func withFaultServer(
    _ configuration: HTTPClientConfiguration = .test, _ body: (FaultServer, HTTPClient) async throws -> Void
) async throws {
    let child = try ChildProcess(["python3", "-u", "-c", faultServerScript])
    defer { child.stop() }
    guard let port = Int(child.firstLine()) else { throw ChildProcess.Failure(description: "python3 did not start") }
    let client = HTTPClient(configuration)
    defer { client.shutDown() }
    try await body(FaultServer(port: port), client)
}

private let faultServerScript = """
    import collections, gzip, os, socket, threading, time, urllib.parse

    counts = collections.Counter()

    def read_request(stream):
        line = stream.readline().decode()
        if not line:
            return None
        method, target, _ = line.split(' ', 2)
        headers = []
        while True:
            line = stream.readline().decode().rstrip('\\r\\n')
            if not line:
                break
            headers.append(line)
        length = next((int(h.split(':')[1]) for h in headers if h.lower().startswith('content-length:')), 0)
        return method, target, headers, stream.read(length)

    def reply(peer, status, headers, body, length=None):
        lines = ['HTTP/1.1 %d Whatever' % status, 'Content-Length: %d' % (len(body) if length is None else length)]
        peer.sendall(('\\r\\n'.join(lines + headers) + '\\r\\n\\r\\n').encode() + body)

    def chunk(peer, data):
        peer.sendall(b'%x\\r\\n%s\\r\\n' % (len(data), data))

    def begin_chunks(peer):
        peer.sendall(b'HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n')

    def answer(peer, served, method, target, headers, body):
        url = urllib.parse.urlsplit(target)
        query = dict(urllib.parse.parse_qsl(url.query))
        number = int(query.get('n', 0))
        counts[url.path] += 1
        if url.netloc and not url.netloc.startswith('127.0.0.1'):
            reply(peer, 200, [], ('proxied ' + target).encode())
        elif url.path == '/echo':
            reply(peer, 200, ['X-Served: %d' % served], ('\\n'.join([method] + headers) + '\\n\\n').encode() + body)
        elif url.path == '/size':
            reply(peer, 200, [], bytes(number))
        elif url.path == '/count':
            reply(peer, 200, [], str(counts[query['of']]).encode())
        elif url.path == '/hang':
            time.sleep(60)
        elif url.path == '/hang-body':
            reply(peer, 200, [], b'0123456789', 1000)
            time.sleep(60)
        elif url.path == '/silent':
            begin_chunks(peer)
            time.sleep(60)
        elif url.path == '/garbage':
            peer.sendall(b'\\x00\\x01\\x02 this is no HTTP\\r\\n\\r\\n')
            return False
        elif url.path == '/truncated':
            reply(peer, 200, [], b'0123456789', 1000)
            return False
        elif url.path == '/endless':
            begin_chunks(peer)
            while True:
                chunk(peer, bytes(65536))
                counts['sent'] += 65536
        elif url.path == '/drip':
            begin_chunks(peer)
            for index in range(number):
                chunk(peer, b'%d\\n' % index)
                time.sleep(0.05)
            peer.sendall(b'0\\r\\n\\r\\n')
        elif url.path == '/busy':
            if counts[url.path] <= number:
                reply(peer, int(query.get('status', 429)), ['Retry-After: ' + query.get('after', '0')], b'busy')
            else:
                reply(peer, 200, [], b'done')
        elif url.path == '/break':
            if counts[url.path] <= number:
                return False
            reply(peer, 200, [], b'done')
        elif url.path == '/redirect':
            reply(peer, int(query.get('status', 302)), ['Location: ' + query['to']], b'')
        elif url.path == '/gzip':
            reply(peer, 200, ['Content-Encoding: gzip'], gzip.compress(bytes(number)))
        elif url.path == '/interim':
            peer.sendall(b'HTTP/1.1 103 Early Hints\\r\\nLink: </x>\\r\\n\\r\\n')
            reply(peer, 200, [], b'final')
        elif url.path == '/long-head':
            for _ in range(100):
                peer.sendall(b'' if _ else b'HTTP/1.1 200 OK\\r\\n')
                peer.sendall(b'X-Long: ' + b'x' * 8000 + b'\\r\\n')
            reply(peer, 200, [], b'')
        return True

    def serve(peer):
        stream = peer.makefile('rb')
        served = 0
        try:
            while True:
                request = read_request(stream)
                if request is None:
                    break
                served += 1
                if not answer(peer, served, *request):
                    break
        except OSError:
            pass
        finally:
            stream.close()
            peer.close()

    listener = socket.create_server(('127.0.0.1', 0), backlog=256)
    print(listener.getsockname()[1], flush=True)
    while True:
        peer, _ = listener.accept()
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(peer,), daemon=True).start()
    """
