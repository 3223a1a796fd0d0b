import Foundation
import TestKit
import Transport

/// nginx on 127.0.0.1 with HTTP/2, an authority of its own, and a second port that demands a client certificate.
struct SecureServer {
    static let nginx = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/bin/nginx", "/opt/homebrew/bin/nginx"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    let folder: URL
    let port: Int
    let strictPort: Int

    func pem(_ name: String) throws -> [UInt8] {
        [UInt8](try Data(contentsOf: folder.appendingPathComponent(name)))
    }

    func get(_ path: String, authority: String = "ca.pem", strict: Bool = false) throws -> HTTPRequest {
        HTTPRequest(
            method: "GET", url: "https://127.0.0.1:\(strict ? strictPort : port)\(path)", timeouts: .test,
            responseLimit: 1 << 30, tls: TLSConfiguration(caPEM: try pem(authority)))
    }
}

/// Runs `body` with a server and a client of its own; both are gone afterwards.
func withSecureServer(_ body: (SecureServer, HTTPClient) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("martlet-tls-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try makeCertificates(in: folder)
    let server = SecureServer(folder: folder, port: try freePort(), strictPort: try freePort())
    try configuration(of: server).write(
        to: folder.appendingPathComponent("nginx.conf"), atomically: true, encoding: .utf8)
    try ChildProcess.run(["truncate", "-s", "256M", "big"], in: folder)
    let nginx = SecureServer.nginx ?? "nginx"
    let child = try ChildProcess([nginx, "-p", folder.path, "-c", folder.appendingPathComponent("nginx.conf").path])
    defer { child.stop() }
    let client = HTTPClient(.test)
    defer { client.shutDown() }
    try await waitUntilUp(server, client)
    try await body(server, client)
}

private func waitUntilUp(_ server: SecureServer, _ client: HTTPClient) async throws {
    try await eventually("nginx answers") { try await client.send(try server.get("/plain")).status == 200 }
}

private func makeCertificates(in folder: URL) throws {
    let key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
    for authority in ["ca", "other-ca"] {
        try ChildProcess.run(
            ["openssl", "req", "-x509"] + key + [
                "-subj", "/CN=\(authority)", "-keyout", "\(authority).key", "-out", "\(authority).pem",
            ], in: folder)
    }
    for (name, extensions) in [
        ("server", "subjectAltName=IP:127.0.0.1,DNS:server.test"), ("named", "subjectAltName=DNS:named.test"),
        ("client", "extendedKeyUsage=clientAuth"),
    ] {
        try ChildProcess.run(
            ["openssl", "req", "-x509", "-CA", "ca.pem", "-CAkey", "ca.key"] + key + [
                "-subj", "/CN=\(name)", "-addext", extensions, "-addext", "basicConstraints=critical,CA:FALSE",
                "-keyout", "\(name).key", "-out", "\(name).pem",
            ], in: folder)
    }
}

/// A port that was free a moment ago.
private func freePort() throws -> Int {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(descriptor) }
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let code = unsafe withUnsafeMutablePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
            unsafe bind(descriptor, address, size) | getsockname(descriptor, address, &size)
        }
    }
    guard code == 0 else { throw ChildProcess.Failure(description: "no free port") }
    return Int(UInt16(bigEndian: address.sin_port))
}

private func configuration(of server: SecureServer) -> String {
    """
    daemon off; master_process off; pid nginx.pid; error_log stderr crit;
    events { worker_connections 512; }
    http {
        access_log off; server_tokens off; keepalive_requests 100000; http2_max_concurrent_streams 250;
        client_body_temp_path . ; proxy_temp_path .; fastcgi_temp_path .; uwsgi_temp_path .; scgi_temp_path .;
        ssl_certificate_key server.key; ssl_certificate server.pem;
        server {
            listen 127.0.0.1:\(server.port) ssl http2;
            location /plain { return 200 "ok"; }
            location /connection { add_header X-Protocol $server_protocol; return 200 "$connection"; }
            location /big { root .; }
            location /name { return 200 "$ssl_server_name $http_host"; }
        }
        server {
            listen 127.0.0.1:\(server.port) ssl http2;
            server_name named.test;
            ssl_certificate_key named.key; ssl_certificate named.pem;
        }
        server {
            listen 127.0.0.1:\(server.strictPort) ssl http2;
            ssl_client_certificate ca.pem; ssl_verify_client on;
            location / { return 200 "$ssl_client_s_dn"; }
        }
    }
    """
}
