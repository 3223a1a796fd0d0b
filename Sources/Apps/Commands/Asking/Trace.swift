package import Documents
internal import GitOpsAPI
package import KubeClient
internal import KubeModel

/// `trace`: from any object, a Pod too, up to the application, repository and commit that it is of.
package struct Trace: Sendable {
    private let client: KubeClient
    private let console: Console

    package init(_ client: KubeClient, _ console: Console) {
        self.client = client
        self.console = console
    }

    /// Owners of owners; nobody has more.
    private static let mostDeep = 10

    /// - Parameters:
    ///   - kind: a kind, plural, short name, perhaps with the group behind a dot.
    /// - Throws: `.notFound` where there is no such object; `.not` where no application has it.
    package func show(
        _ kind: String, _ key: ObjectKey, _ form: DataForm
    ) async throws(CommandError) {
        let chain = try await chain(from: kind, key)
        guard let mark = chain.last?.annotation(Annotations.application), let owner = ObjectKey(mark) else {
            throw CommandError(.not, "\(kind) \(key) belongs to no GitOpsApplication")
        }
        let application = try await ApplicationRequest(client).state(of: owner)
        let sources = try await sources(of: application, owner)
        guard form == .text else {
            return console.write(form.text(of: told(chain, application, owner, sources)))
        }
        for (depth, object) in chain.enumerated() {
            let indent = String(repeating: "  ", count: depth)
            console.line(Plain.line("\(indent)\(object.kind ?? "") \(object.namespace ?? "")/\(object.name ?? "")"))
        }
        let state = application.status
        console.line("GitOpsApplication: \(owner)")
        console.line(
            "Status:            \(state.sync?.status.rawValue ?? "Unknown"), \(state.health?.status.rawValue ?? "Unknown")"
        )
        console.line("Revision:          \(Plain.line(application.revision))")
        for source in sources { console.line(Plain.line("Source:            \(source.text)")) }
        if let commit = sources.lazy.compactMap(\.commit).first {
            console.line(Plain.line("Commit:            \(commit)"))
        }
    }

    // MARK: Upwards

    private func chain(from kind: String, _ key: ObjectKey) async throws(CommandError) -> [Value] {
        do throws(KubeError) {
            var chain = [try await client.get(try await client.discovery.type(named: kind), key)]
            while chain.count < Self.mostDeep, chain[0].annotation(Annotations.application) == nil,
                let owner = chain.last.flatMap(\.controllingOwner)
            {
                let type = try await client.discovery.resource(for: owner.kind)
                let place = type.namespaced ? chain.last?.namespace ?? "" : ""
                chain.append(try await client.get(type, ObjectKey(namespace: place, name: owner.name)))
                if chain.last?.annotation(Annotations.application) != nil { break }
            }
            return chain
        } catch {
            throw CommandError("cannot read \(kind) \(key) and its owners", error)
        }
    }

    // MARK: The source

    private struct Source {
        var text: String
        var commit: String?
    }

    private func sources(
        of state: ApplicationState, _ owner: ObjectKey
    ) async throws(CommandError) -> [Source] {
        guard let spec = try? state.application.spec.get() else { return [] }
        var sources: [Source] = []
        for source in spec.sources {
            let chart = source.helm
            if !chart.chart.isEmpty {
                sources.append(Source(text: "chart \(chart.chart) \(chart.version) of \(chart.repoURL)"))
            }
            guard let reference = source.repositoryRef else { continue }
            let key = ObjectKey(
                namespace: reference.namespace.isEmpty ? owner.namespace : reference.namespace, name: reference.name)
            let path = source.path.isEmpty ? "." : source.path
            guard let object = try? await client.get(GitOpsRepository.resource, key) else {
                sources.append(Source(text: "GitOpsRepository \(key), \(path)"))
                continue
            }
            let commit = object.at("status", "commit")
            let text = commit.flatMap { commit in
                commit["sha"]?.string.map {
                    "\($0.prefix(12)) \(commit["message"]?.string ?? "") (\(commit["author"]?.string ?? ""), "
                        + "\(commit["time"]?.string ?? ""))"
                }
            }
            // The newest commit of the repository need not be what is applied.
            let isApplied = commit?["sha"]?.string.map { state.revision.contains($0) } ?? false
            sources.append(
                Source(
                    text: "\(object.at("spec", "url")?.string ?? "") \(path)", commit: isApplied ? text : nil))
        }
        return sources
    }

    private func told(
        _ chain: [Value], _ state: ApplicationState, _ owner: ObjectKey, _ sources: [Source]
    ) -> Value {
        let objects = chain.map { object -> Value in
            [
                "kind": .string(object.kind ?? ""), "namespace": .string(object.namespace ?? ""),
                "name": .string(object.name ?? ""),
            ]
        }
        return [
            "objects": .array(objects), "application": .string("\(owner)"), "revision": .string(state.revision),
            "sources": .array(sources.map { .string($0.text) }),
        ]
    }
}

extension Value {
    /// Who made it.
    fileprivate var controllingOwner: (kind: GroupVersionKind, name: String)? {
        let owners = at("metadata", "ownerReferences")?.array ?? []
        guard let owner = owners.first(where: { $0["controller"] == true }) ?? owners.first,
            let version = owner["apiVersion"]?.string, let kind = owner["kind"]?.string,
            let name = owner["name"]?.string
        else { return nil }
        return (GroupVersionKind(apiVersion: version, kind: kind), name)
    }
}
