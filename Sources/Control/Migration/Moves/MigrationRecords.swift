internal import Documents
internal import KubeClient
internal import KubeModel

/// Records of migrations in a cluster.
struct MigrationRecords: Sendable {
    let client: KubeClient

    /// All of a tool, whole ones only: what was interrupted while it was written changed nothing yet.
    func all(_ tool: MigratedTool) async throws(MigrationError) -> [MigrationRecord] {
        let maps: [Value]
        do throws(KubeError) {
            maps = try await client.list(
                .configMaps, namespace: nil, labelSelector: "\(MigrationRecord.label)=\(tool.rawValue)")
        } catch {
            throw MigrationError("cannot list the ConfigMaps of the migration", error)
        }
        let byKey = Dictionary(maps.compactMap { map in map.objectKey.map { ($0, map) } }) { first, _ in first }
        return maps.compactMap { head in
            guard let key = head.objectKey, key.name.hasSuffix("-0"),
                let count = MigrationRecord.parts(after: head)
            else { return nil }
            let stem = key.name.dropLast(1)
            let parts = (0..<count).compactMap {
                byKey[ObjectKey(namespace: key.namespace, name: "\(stem)\($0 + 1)")]
            }
            return parts.count == count ? MigrationRecord(tool, head: head, parts: parts) : nil
        }.sorted { "\($0.origin.id)" < "\($1.origin.id)" }
    }

    /// The first part comes last: with it the record counts.
    func write(_ record: MigrationRecord) async throws(MigrationError) {
        guard let maps = record.configMaps else {
            throw MigrationError(refused: "\(record.origin.id) has too many objects to be written down")
        }
        do throws(KubeError) {
            for map in maps.reversed() {
                do {
                    _ = try await client.create(.configMaps, namespace: map.namespace, body: map)
                } catch let error where error.code == .alreadyExists || error.code == .conflict {
                    guard let key = map.objectKey else { continue }
                    _ = try await client.replace(.configMaps, key, body: map)
                }
            }
        } catch {
            throw MigrationError("cannot write down what \(record.origin.id) was", error)
        }
    }

    /// The first part goes first: without it nothing counts.
    func remove(_ record: MigrationRecord) async throws(MigrationError) {
        for map in record.configMaps ?? [] {
            guard let key = map.objectKey else { continue }
            do throws(KubeError) {
                _ = try await client.delete(
                    .configMaps, key, uid: nil, resourceVersion: nil, propagation: .background)
            } catch {
                guard error.code == .notFound else {
                    throw MigrationError("cannot remove the record of \(record.origin.id)", error)
                }
            }
        }
    }
}
