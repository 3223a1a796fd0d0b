import ChartTesting
import TLS
import Testing

@Suite("TLS", .timeLimit(.minutes(1))) struct TLSTests {
    @Test("has an identity only of files that can be used together, and says which cannot")
    func identities() throws {
        let (files, others) = (try TestCertificates(), try TestCertificates())
        defer { files.remove() }
        defer { others.remove() }
        _ = try TLSIdentity(certificates: files.certificate, key: files.key)
        for (certificate, key, wrong) in [
            ("/nowhere", files.key, "/nowhere"), (files.certificate, "/nowhere", "/nowhere"),
            (files.key, files.key, files.key), (files.certificate, others.key, others.key),
        ] {
            let error = #expect(throws: TLSError.self) { try TLSIdentity(certificates: certificate, key: key) }
            #expect(error?.code == .identity && error?.message.contains(wrong) == true, "\(String(describing: error))")
        }
    }

    @Test("ends where the other side speaks something else, and waits where it has not said enough")
    func nonsense() throws {
        let files = try TestCertificates()
        defer { files.remove() }
        let identity = try TLSIdentity(certificates: files.certificate, key: files.key)
        let patient = try TLSSession(identity)
        // The beginning of a record: a handshake of 512 bytes.
        for piece: [UInt8] in [[], [22, 3, 1], [2, 0, 1]] {
            let (plain, isEnd) = try patient.receive(piece)
            #expect(plain.isEmpty && !isEnd && patient.takeOutgoing().isEmpty)
        }
        let session = try TLSSession(identity)
        let error = #expect(throws: TLSError.self) { try session.receive(Array("GET / HTTP/1.1\r\n\r\n".utf8)) }
        #expect(error?.code == .peer)
        #expect(throws: TLSError.self) { try session.send([1]) }
    }
}
