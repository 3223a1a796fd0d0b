import Foundation

/// A certificate for 127.0.0.1 that has signed itself, and its key, made by openssl in a folder of their own.
package struct TestCertificates: Sendable {
    private let folder: String
    package var certificate: String { "\(folder)/tls.crt" }
    package var key: String { "\(folder)/tls.key" }

    package init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "martlet-tls-\(UUID().uuidString)").path
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try renew()
    }

    /// Puts others in their place.
    package func renew() throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [
            "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
            "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", key, "-out", certificate,
        ]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
    }

    /// Makes the certificate's file no certificate.
    package func spoil() throws { try "nonsense".write(toFile: certificate, atomically: true, encoding: .utf8) }

    /// To be called in a `defer`.
    package func remove() { try? FileManager.default.removeItem(atPath: folder) }

    /// What to trust, in PEM.
    package func authority() throws -> [UInt8] { Array(try Data(contentsOf: URL(filePath: certificate))) }
}
