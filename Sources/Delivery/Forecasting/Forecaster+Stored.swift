internal import Documents
internal import KubeClient
internal import KubeModel
internal import Previewing

/// What stored objects use of what changed definitions take from them.
extension Forecaster {
    /// Of how many definitions of one plan objects are looked at: each may take some lists of hundreds of objects.
    private static let mostDefinitions = 20
    private static let pageSize = 100

    /// What could not be learnt of stored objects.
    struct Unseen: Sendable {
        /// Because the server could not be asked just now.
        var isUnanswered = false
        /// Because who asks may not list them.
        var isForbidden = false
    }

    /// Takes down in each definition that allows less than before how many of the objects that are stored use what goes. They are
    /// listed with the rights that applying takes: who has none over them is told nothing of them.
    func noteStored(in objects: inout [PreviewedObject]) async -> Unseen {
        var unseen = Unseen()
        var asked = 0
        for index in objects.indices {
            let looks = objects[index].storedLooks
            guard !looks.isEmpty else { continue }
            asked += 1
            guard asked <= Self.mostDefinitions, !unseen.isUnanswered, !Task.isCancelled else {
                objects[index].stored = .unseen("their list was not asked for")
                continue
            }
            do throws(KubeError) {
                objects[index].stored = .seen(try await uses(looks))
            } catch {
                let isForbidden = error.code == .forbidden || error.code == .unauthorized
                unseen.isForbidden = unseen.isForbidden || isForbidden
                unseen.isUnanswered = error.isTransient || error.code == .cancelled
                objects[index].stored = .unseen(
                    isForbidden ? "its objects may not be listed" : "its objects cannot be listed")
            }
        }
        return unseen
    }

    private func uses(_ looks: [StoredLook]) async throws(KubeError) -> [DefinitionFinding: FindingUse] {
        var uses: [DefinitionFinding: FindingUse] = [:]
        for look in looks { uses.merge(try await seen(look).result) { first, _ in first } }
        return uses
    }

    /// A look at all objects that there are, or the first of very many.
    private func seen(_ look: StoredLook) async throws(KubeError) -> StoredLook {
        let type = try await client.discovery.resource(for: look.type)
        var pages = try client.pages(
            of: type, namespace: nil, labelSelector: nil, fieldSelector: nil, pageSize: Self.pageSize)
        var look = look
        while let page = try await pages.next() {
            if page.beginsAnew { look.beginAnew() }
            for object in page.objects {
                guard !look.isFull else {
                    look.end()
                    return look
                }
                look.look(at: object)
            }
        }
        return look
    }
}
