internal import Documents
internal import KubeClient
internal import KubeModel
internal import Surroundings

/// `get --watch`: those that there are, and then each again whenever it changes.
extension Listing {
    /// Writes those that there are, and then each again whenever it changes.
    ///
    /// - Parameter limit: after which it ends; nil: when it is interrupted.
    package func watch(
        _ kind: KindChoice, _ selection: Selection, atMost limit: Duration?
    ) async throws(CommandError) {
        guard let limit else { return try await watch(kind, selection) }
        let failure = await withTaskGroup(of: CommandError?.self) { group in
            group.addTask(name: "watch") { () async -> CommandError? in
                do throws(CommandError) { try await watch(kind, selection) } catch { return error }
                return nil
            }
            group.addTask(name: "time") { () async -> CommandError? in
                try? await client.surroundings.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
        if let failure { throw failure }
    }

    private func watch(_ kind: KindChoice, _ selection: Selection) async throws(CommandError) {
        guard [.table, .wide, .name, .json, .yaml].contains(form) else {
            throw CommandError(.usage, "-w goes with wide, name, json and yaml only")
        }
        while true {
            do throws(KubeError) {
                // What changes from here on is told, also while the list is written.
                var version = try await client.currentVersion(
                    of: kind.type, namespace: selection.namespace, fieldSelector: selection.field)
                let widths = try await show(kind, selection)
                while true {
                    version = try await changes(of: kind, selection, from: version, widths: widths)
                }
            } catch let error where error.code == .gone {
                continue
            } catch {
                throw CommandError("cannot watch \(kind.type.plural)", error)
            }
        }
    }

    /// The widths of the columns, for what follows.
    private func show(_ kind: KindChoice, _ selection: Selection) async throws(KubeError) -> [Int] {
        do throws(CommandError) {
            guard form == .table || form == .wide else {
                try await show([kind], selection)
                return []
            }
            let found = try await table(of: kind, selection)
            let table = textTable(
                found.table, kind, isOneOfSeveral: false, showsNamespace: selection.namespace == nil)
            console.write(table.written(on: console, hasHeader: hasHeader))
            return table.widths
        } catch {
            throw KubeError(.other, error.message)
        }
    }

    /// How long a watch is asked to stay open.
    private static let watchTime = Duration.seconds(300)

    /// Tells changes until the server ends the watch; returns up to where it has told them.
    private func changes(
        of kind: KindChoice, _ selection: Selection, from version: String, widths: [Int]
    ) async throws(KubeError) -> String {
        let stream = try await client.watch(
            kind.type, namespace: selection.namespace, labelSelector: selection.labelSelector,
            fieldSelector: selection.field, resourceVersion: version, timeout: Self.watchTime)
        defer { stream.cancel() }
        var (events, version) = (stream.makeAsyncIterator(), version)
        while let event = try await events.next() {
            switch event {
            case .added(let object), .modified(let object):
                version = object.at("metadata", "resourceVersion")?.string ?? version
                try await tell(object, kind, showsNamespace: selection.namespace == nil, widths: widths)
            case .deleted(let object): version = object.at("metadata", "resourceVersion")?.string ?? version
            case .bookmark(let reached): version = reached
            case .error(let error): throw error
            }
        }
        return version
    }

    private func tell(
        _ object: Value, _ kind: KindChoice, showsNamespace: Bool, widths: [Int]
    ) async throws(KubeError) {
        guard form == .table || form == .wide else {
            var writer = ObjectWriter(form, console, hasHeader: hasHeader)
            writer.isOfOne = true
            return writer.add(object)
        }
        let key = ObjectKey(namespace: object.namespace ?? "", name: object.name ?? "")
        do throws(KubeError) {
            let row = try await client.table(of: kind.type, key)
            let table = textTable(row, kind, isOneOfSeveral: false, showsNamespace: showsNamespace)
            console.write(table.written(on: console, hasHeader: false, least: widths))
        } catch let error where error.code == .notFound {
            // It is gone again.
        }
    }
}

extension Selection {
    /// By which a watch sees the one that is named.
    fileprivate var field: String? { names.count == 1 ? "metadata.name=\(names[0])" : nil }
}
