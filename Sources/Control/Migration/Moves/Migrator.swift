internal import Documents
internal import GitOpsAPI
package import KubeClient
internal import KubeModel
internal import Surroundings

/// Carries migrations out, step by step. Each step looks at what is there first, so that the same command goes on where one was
/// interrupted; nothing is changed that has not been written down.
package struct Migrator: Sendable {
    let client: KubeClient
    let tool: MigratedTool
    /// How long one application may take to become ready, or to go.
    let timeout: Duration
    /// Is told what has been done, a line each.
    let tell: @Sendable (String) -> Void

    package init(
        _ client: KubeClient, _ tool: MigratedTool, timeout: Duration, tell: @escaping @Sendable (String) -> Void
    ) {
        self.client = client
        self.tool = tool
        self.timeout = timeout
        self.tell = tell
    }

    var records: MigrationRecords { MigrationRecords(client: client) }

    // MARK: Objects of whatever kind

    func type(of gvk: GroupVersionKind) async throws(MigrationError) -> ResourceType {
        do throws(KubeError) {
            return try await client.discovery.resource(for: gvk)
        } catch {
            throw MigrationError("cannot ask for the kind \(gvk)", error)
        }
    }

    func find(_ type: ResourceType, _ key: ObjectKey) async throws(MigrationError) -> Value? {
        do throws(KubeError) {
            return try await client.find(type, key)
        } catch {
            throw MigrationError("cannot read the \(type.gvk.kind) \(key)", error)
        }
    }

    func find(_ state: ObjectState) async throws(MigrationError) -> Value? {
        try await find(try await type(of: state.gvk), state.key)
    }

    @discardableResult
    func patch(
        _ type: ResourceType, _ key: ObjectKey, _ kind: PatchKind, _ body: Value
    ) async throws(MigrationError) -> Value {
        do throws(KubeError) {
            return try await client.patch(type, key, subresource: nil, kind: kind, body: body)
        } catch {
            throw MigrationError("cannot change the \(type.gvk.kind) \(key)", error)
        }
    }

    /// Patches of one version, made anew for a newer one where somebody was faster.
    func patchVersioned(
        _ type: ResourceType, _ key: ObjectKey, _ make: (Value) -> Value?
    ) async throws(MigrationError) {
        for attempt in 1... {
            guard let live = try await find(type, key), let body = make(live) else { return }
            do throws(KubeError) {
                _ = try await client.patch(type, key, subresource: nil, kind: .json, body: body)
                return
            } catch {
                guard error.code == .conflict, attempt < Self.attempts else {
                    throw MigrationError("cannot change the \(type.gvk.kind) \(key)", error)
                }
            }
        }
    }

    /// Of writes to one version, which others may be faster with.
    static let attempts = 10

    /// Looks again and again, until it is so.
    func wait(
        for what: String, _ isSo: () async throws(MigrationError) -> (done: Bool, state: String)
    ) async throws(MigrationError) {
        let end = client.surroundings.now + timeout
        while true {
            let (done, state) = try await isSo()
            if done { return }
            guard client.surroundings.now < end else {
                throw MigrationError(
                    timedOut: "\(what) takes too long (\(state.cut(to: 512).visible)); run the same command to go on")
            }
            do { try await client.surroundings.sleep(for: Self.pause) } catch {
                throw MigrationError(timedOut: "it was told to end; run the same command to go on")
            }
        }
    }

    private static let pause = Duration.seconds(1)
}
