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

    /// What was found of an object.
    package struct Found: Sendable {
        /// The application that it belongs to.
        package var owner: ObjectKey
        /// The object that was applied: it itself, or who made it; as `KIND.GROUP/NAMESPACE/NAME`, without what it has not.
        package var applied: String
        fileprivate var chain: [Value]
        fileprivate var state: ApplicationState
        fileprivate var sources: [Source]
    }

    /// Where in the source the object that was applied stands.
    package struct File: Sendable, Hashable {
        package var path: String
        /// From 1; nil where it is not known.
        package var line: Int?
        /// What made the object there, such as a template.
        package var maker: String
        /// What changed it last, in words; nil where that is not known.
        package var change: String?

        package init(path: String, line: Int?, maker: String, change: String?) {
            self.path = path
            self.line = line
            self.maker = maker
            self.change = change
        }
    }

    /// - Parameters:
    ///   - kind: a kind, plural, short name, perhaps with the group behind a dot.
    /// - Throws: `.notFound` where there is no such object; `.not` where no application has it.
    package func find(_ kind: String, _ key: ObjectKey) async throws(CommandError) -> Found {
        let chain = try await chain(from: kind, key)
        guard let top = chain.last, let mark = top.annotation(Annotations.application), let owner = ObjectKey(mark)
        else { throw CommandError(.not, "\(kind) \(key) belongs to no GitOpsApplication") }
        let state = try await ApplicationRequest(client).state(of: owner)
        let id = top.objectID
        let applied = [id?.groupKind.description, id?.namespace, id?.name].compactMap(\.self).filter { !$0.isEmpty }
        return Found(
            owner: owner, applied: applied.joined(separator: "/"), chain: chain, state: state,
            sources: try await sources(of: state, owner))
    }

    /// - Parameter files: where it stands, the first first; nil where that was not asked for.
    package func show(_ found: Found, _ files: [File]?, _ form: DataForm) {
        guard form == .text else { return console.write(form.text(of: found.told(files))) }
        for (depth, object) in found.chain.enumerated() {
            let indent = String(repeating: "  ", count: depth)
            console.line(Plain.line("\(indent)\(object.kind ?? "") \(object.namespace ?? "")/\(object.name ?? "")"))
        }
        let state = found.state.status
        console.line("GitOpsApplication: \(found.owner)")
        console.line(
            "Status:            \(state.sync?.status.rawValue ?? "Unknown"), \(state.health?.status.rawValue ?? "Unknown")"
        )
        console.line("Revision:          \(Plain.line(found.state.revision))")
        for source in found.sources { console.line(Plain.line("Source:            \(source.text)")) }
        if let commit = found.sources.lazy.compactMap(\.commit).first {
            console.line(Plain.line("Commit:            \(commit)"))
        }
        for file in files ?? [] {
            console.line(Plain.line("File:              \(file.place) (\(file.maker))"))
            if let change = file.change { console.line(Plain.line("Changed by:        \(change)")) }
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

    fileprivate struct Source: Sendable {
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
}

extension Trace.Found {
    fileprivate func told(_ files: [Trace.File]?) -> Value {
        let objects = chain.map { object -> Value in
            [
                "kind": .string(object.kind ?? ""), "namespace": .string(object.namespace ?? ""),
                "name": .string(object.name ?? ""),
            ]
        }
        var value: Value = [
            "objects": .array(objects), "application": .string("\(owner)"), "revision": .string(state.revision),
            "sources": .array(sources.map { .string($0.text) }),
        ]
        if let files { value["files"] = .array(files.map(\.told)) }
        return value
    }
}

extension Trace.File {
    fileprivate var place: String { "\(path)\(line.map { ":\($0)" } ?? "")" }

    fileprivate var told: Value {
        var value: Value = ["path": .string(path), "maker": .string(maker)]
        value["line"] = line.map { .integer($0) }
        value["change"] = change.map { .string($0) }
        return value
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
