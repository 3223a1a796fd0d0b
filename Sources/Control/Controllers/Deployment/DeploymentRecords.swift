internal import Documents
internal import GitOpsAPI
internal import KubeClient
internal import KubeModel
internal import Logging
internal import Operating
internal import Surroundings
internal import Synchronization

/// Writes the records of deployments.
///
/// Guarantees: a record that has come to its end is never changed but for what later ones say of it, and one name is one record,
/// whichever process wrote it.
final class DeploymentRecords: Sendable {
    let client: KubeClient
    private let logger: Logger
    /// The namespaces where nobody tries until then, because the server refused it: a quota of one is no other's.
    private let refusedUntil = Mutex<[String: Duration]>([:])
    /// For which the server is not asked again once it has refused.
    private static let sulk = Duration.seconds(600)
    /// Whether any was made since old ones were looked for.
    private let hasNew = Mutex(true)

    init(client: KubeClient, logger: Logger) {
        self.client = client
        self.logger = logger
    }

    /// Whether records are written in a namespace: the server may not know the kind, or not allow it.
    func areKept(in namespace: String) -> Bool {
        refusedUntil.withLock { refused in
            guard let end = refused[namespace] else { return true }
            guard end <= client.surroundings.now else { return false }
            refused[namespace] = nil
            return true
        }
    }

    /// Whether there may be more of them than are kept; asked once before each look for old ones.
    func takeNews() -> Bool {
        hasNew.withLock { news in
            defer { news = false }
            return news
        }
    }

    /// The record of a name, as the server has it; nil where there is none, or another application's.
    ///
    /// - Parameter uid: of the application.
    func find(_ key: ObjectKey, of uid: String) async throws(KubeError) -> GitOpsDeployment? {
        do throws(KubeError) {
            let record = GitOpsDeployment(try await client.get(GitOpsDeployment.resource, key))
            return record.flatMap { $0.spec.application.uid == uid ? $0 : nil }
        } catch {
            guard error.code == .notFound else { throw noted(error, key.namespace) }
            return nil
        }
    }

    /// Makes a record. False where there is one of that name already.
    func create(_ record: GitOpsDeployment) async throws(KubeError) -> Bool {
        do throws(KubeError) {
            _ = try await client.create(
                GitOpsDeployment.resource, namespace: record.key.namespace, body: record.object)
            hasNew.withLock { $0 = true }
            return true
        } catch {
            guard error.code == .alreadyExists else { throw noted(error, record.key.namespace) }
            return false
        }
    }

    /// Brings a record that is there up to date. One that somebody has deleted stays so.
    func update(_ record: GitOpsDeployment) async throws(KubeError) { try await change(record.key, record.change) }

    /// Says of the record of a failed deployment which one has mended what it had broken.
    func note(recoveredBy name: String, on key: ObjectKey) async throws(KubeError) {
        try await change(key, ["status": ["recoveredBy": .string(name)]])
    }

    /// Says what was kept of what a deployment has deleted or replaced.
    func note(_ kept: GitOpsDeployment.Kept, on key: ObjectKey) async throws(KubeError) {
        try await change(key, ["status": ["kept": kept.value]])
    }

    private func change(_ key: ObjectKey, _ change: Value) async throws(KubeError) {
        do throws(KubeError) {
            _ = try await client.patch(GitOpsDeployment.resource, key, subresource: nil, kind: .merge, body: change)
        } catch {
            guard error.code == .notFound else { throw noted(error, key.namespace) }
        }
    }

    /// The same error; where it will not be another soon, nothing is tried for a while.
    private func noted(_ error: KubeError, _ namespace: String) -> KubeError {
        guard error.code == .forbidden || error.code == .notFound else { return error }
        refusedUntil.withLock { $0[namespace] = client.surroundings.now + Self.sulk }
        logger.warning(
            "cannot keep records of deployments; is the definition of GitOpsDeployment installed, and may they be written?",
            metadata: ["namespace": "\(namespace)", "error": "\(error.message)"])
        return error
    }
}
