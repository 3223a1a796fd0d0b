import Documents
import FoundationEssentials
import KubeModel
import Processes
import Transport

extension ExecPlugin {
    /// Programs that ask a cloud for a token take a second or two; one that hangs must not hold all requests for long.
    private static let deadline = Duration.seconds(30)
    private static let outputLimit = 1 << 20

    /// Runs the program and reads its `ExecCredential`. Its output never becomes part of an error.
    func run(tls: TLSConfiguration) async throws(KubeError) -> Login {
        var environment = ProcessInfo.processInfo.environment
        environment.merge(self.environment.exposed) { _, own in own }
        environment["KUBERNETES_EXEC_INFO"] = try request().json()
        let command = Command(
            program: command, arguments: arguments, environment: environment, outputLimit: Self.outputLimit)
        let result: CommandResult
        do throws(ProcessError) {
            result = try await command.run(within: Self.deadline)
        } catch {
            throw failure(error.message)
        }
        guard result.status == 0 else {
            throw failure("it ended with status \(result.status); run it by hand to see why")
        }
        return try login(from: result.output, tls: tls)
    }

    private func request() throws(KubeError) -> Value {
        var spec: Object = ["interactive": false]
        if let clusterInfo { spec["cluster"] = try Connection.decode(Array(clusterInfo.utf8)) }
        return ["apiVersion": .string(apiVersion), "kind": "ExecCredential", "spec": .object(spec)]
    }

    func login(from output: [UInt8], tls: TLSConfiguration) throws(KubeError) -> Login {
        guard let credential = try? JSON.parse(output, limits: .file), let status = credential["status"] else {
            throw failure("its output is no ExecCredential with a status")
        }
        guard credential.apiVersion == apiVersion else { throw failure("its answer is not of version \(apiVersion)") }
        var login = Login(authorization: nil, tls: tls, expires: nil)
        login.expires = status["expirationTimestamp"]?.string.flatMap(KubeTime.init)
        login.authorization = status["token"]?.string.map { Redacted("Bearer \($0)") }
        let certificate = status["clientCertificateData"]?.string
        let key = status["clientKeyData"]?.string
        if let certificate, let key {
            login.tls.clientCertificatePEM = Array(certificate.utf8)
            login.tls.clientKeyPEM = Redacted(Array(key.utf8))
        }
        guard login.authorization != nil || (certificate != nil && key != nil) else {
            throw failure("its answer has neither a token nor a certificate with its key")
        }
        return login
    }

    private func failure(_ message: String) -> KubeError {
        KubeError(.configuration, "the program \(command), which gives the credentials, failed: \(message)")
    }
}
