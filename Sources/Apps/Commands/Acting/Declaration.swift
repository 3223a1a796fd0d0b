package import Documents
internal import GitOpsAPI
package import KubeClient
internal import KubeModel
internal import YAML

/// `create` and `export`: our resources as people write them.
package struct Declaration: Sendable {
    private let console: Console

    package init(_ console: Console) { self.console = console }

    /// A repository.
    ///
    /// - Parameters:
    ///   - reference: `branch`, `tag`, `semver` or `commit`, and which.
    ///   - secret: the name of the Secret to log in with.
    package static func repository(
        _ key: ObjectKey, url: String, reference: (String, String)?, secret: String?, interval: String?
    ) throws(CommandError) -> Value {
        var spec: Value = ["url": .string(url)]
        if let reference { spec["reference"] = .object(Object([(reference.0, .string(reference.1))])) }
        spec["secretRef"] = secret.map { ["name": .string($0)] }
        spec["interval"] = interval.map(Value.string)
        let object = object(GitOpsRepository.kind, key, spec)
        let problem = (try? GitOpsRepository(object)).map { $0.spec.problem { $0.validate() } } ?? "it cannot be read"
        if let problem { throw CommandError(.usage, "this is no GitOpsRepository: \(problem)") }
        return object
    }

    /// What an application is made of.
    package struct Application: Sendable {
        package var repository: String?
        package var path: String?
        package var revision: String?
        package var type: String?
        /// Of a chart repository: its URL, the chart's name and version.
        package var chart: (repository: String, name: String, version: String)?
        package var destination: String?
        package var createsNamespace = false
        package var account: String?
        package var isManual = false
        package var keepsWhatGoes = false

        package init() {}
    }

    /// An application.
    package static func application(
        _ key: ObjectKey, _ wanted: Application
    ) throws(CommandError) -> Value {
        var source: Value = [:]
        source["repositoryRef"] = wanted.repository.map { ["name": .string($0)] }
        source["path"] = wanted.path.map(Value.string)
        source["revision"] = wanted.revision.map(Value.string)
        source["type"] = wanted.type.map(Value.string)
        if let chart = wanted.chart {
            source["helm"] = [
                "repoURL": .string(chart.repository), "chart": .string(chart.name), "version": .string(chart.version),
            ]
        }
        var destination: Value = [:]
        destination["namespace"] = wanted.destination.map(Value.string)
        if wanted.createsNamespace { destination["createNamespace"] = true }
        destination["serviceAccountName"] = wanted.account.map(Value.string)
        var sync: Value = [:]
        if wanted.isManual { sync["automatic"] = false }
        if wanted.keepsWhatGoes { sync["prune"] = false }
        var spec: Value = ["source": source]
        if destination != [:] { spec["destination"] = destination }
        if sync != [:] { spec["sync"] = sync }
        let object = object(GitOpsApplication.kind, key, spec)
        let problem =
            (try? GitOpsApplication(object)).map { $0.spec.problem { $0.validate(for: key) } } ?? "it cannot be read"
        if let problem { throw CommandError(.usage, "this is no GitOpsApplication: \(problem)") }
        return object
    }

    private static func object(_ kind: String, _ key: ObjectKey, _ spec: Value) -> Value {
        [
            "apiVersion": .string(APIGroup.apiVersion), "kind": .string(kind),
            "metadata": ["name": .string(key.name), "namespace": .string(key.namespace)], "spec": spec,
        ]
    }

    /// Writes it, for git.
    package func export(_ object: Value) { console.write(YAML.emit(object)) }

    /// Makes it in the cluster.
    ///
    /// - Throws: `.refused` where there is one of that name.
    package func create(_ object: Value, _ kind: KindChoice, by client: KubeClient) async throws(CommandError) {
        let name = object.name ?? ""
        do throws(KubeError) {
            _ = try await client.create(kind.type, namespace: object.namespace, body: object)
        } catch {
            throw CommandError("cannot make \(kind.type.gvk.kind) \(name)", error)
        }
        console.line("\(kind.type.gvk.kind) \(name) is made")
    }

    /// Writes all that there are, as they were asked for: for git, or for another cluster.
    ///
    /// - Parameter namespace: nil: of all namespaces.
    package func exportAll(in namespace: String?, by client: KubeClient) async throws(CommandError) {
        var objects: [Value] = []
        for kind in [KindChoice.repositories, .applications] {
            do throws(KubeError) {
                objects += try await client.list(kind.type, namespace: namespace, labelSelector: nil)
            } catch {
                throw CommandError("cannot list \(kind.type.plural)", error)
            }
        }
        guard !objects.isEmpty else { return console.note("there is nothing to export") }
        console.write(YAML.emit(objects.map(\.asAskedFor)))
    }
}

extension Value {
    /// Without what servers and controllers add.
    fileprivate var asAskedFor: Value {
        var metadata: Value = [:]
        metadata["name"] = at("metadata", "name")
        metadata["namespace"] = at("metadata", "namespace")
        metadata["labels"] = at("metadata", "labels")
        let requests = "\(APIGroup.name)/"
        let annotations = (at("metadata", "annotations")?.object ?? Object()).filter { key, _ in
            !key.hasPrefix(requests) && key != "kubectl.kubernetes.io/last-applied-configuration"
        }
        if !annotations.isEmpty { metadata["annotations"] = .object(Object(annotations)) }
        var object: Value = [:]
        object["apiVersion"] = self["apiVersion"]
        object["kind"] = self["kind"]
        object["metadata"] = metadata
        object["spec"] = self["spec"]
        return object
    }
}

extension Result where Failure == APIError {
    /// What is wrong with it; nil where nothing is.
    fileprivate func problem(_ validate: (Success) -> [APIError]) -> String? {
        switch self {
        case .success(let spec): validate(spec).first.map { "\($0)" }
        case .failure(let error): "\(error)"
        }
    }
}
