internal import Documents
internal import YAML

/// What a repository itself demands of environments: the file `.gitops/deployment-policy.yaml` of the commit that is deployed. It may
/// only add to what holds anyway.
package struct DeploymentPolicy: Sendable, Hashable {
    /// Why a file cannot be used.
    package struct Failure: Error, Sendable, Hashable {
        /// Names the file and the line.
        package var message: String
    }

    package static let path = ".gitops/deployment-policy.yaml"
    /// Of a file, in bytes.
    package static let sizeLimit = 64 << 10
    private static let limits = DocumentLimits(bytes: sizeLimit, depth: 30, documents: 2, nodes: 10_000)

    /// By the names of environments.
    package var environments: [String: GitOpsEnvironment.Rules] = [:]

    package init() {}

    /// Reads a file. Nothing in it is passed over: what is not understood was meant to hold.
    package init(yaml bytes: [UInt8]) throws(Failure) {
        let documents: [YAMLDocument]
        do throws(DocumentError) {
            documents = try YAML.parse(bytes, file: Self.path, limits: Self.limits)
        } catch {
            throw Failure(message: "\(error)")
        }
        guard documents.count <= 1 else { throw Failure(message: "\(Self.path) has more than one document") }
        guard let document = documents.first else { return }
        let places = (try? YAML.places(bytes, limits: Self.limits))?.first
        func failure(at path: [String], _ problem: String) -> Failure {
            let line = (0...path.count).reversed().lazy.compactMap { places?[path.prefix($0)]?.line }.first
            return Failure(message: "\(Self.path):\(line ?? document.line): \(problem)")
        }
        guard let root = document.value.object else { throw failure(at: [], "must be a mapping with `environments`") }
        if let unknown = root.keys.first(where: { $0 != "environments" }) {
            throw failure(at: [unknown], "there is no such field: \(unknown)")
        }
        guard let all = root["environments"]?.object else {
            throw failure(at: ["environments"], "environments must be a mapping, of names to what holds there")
        }
        for (name, value) in all {
            let place = ["environments", name]
            if let unknown = GitOpsEnvironment.Rules.record.schema.stranger(in: value) {
                throw failure(at: place + unknown, "there is no such field: \(unknown.joined(separator: "."))")
            }
            do throws(APIError) {
                let rules = try GitOpsEnvironment.Rules.record.read(value)
                if let problem = rules.validate(name: name).first { throw problem }
                environments[name] = rules
            } catch {
                let path = error.field.hasPrefix("spec.") ? String(error.field.dropFirst(5)) : error.field
                throw failure(at: place + path.steps, "\(name): \(path) \(error.message)")
            }
        }
    }
}

extension String {
    /// `checks.before[0].name` in its parts.
    fileprivate var steps: [String] {
        split(whereSeparator: { ".[]".contains($0) }).map(String.init)
    }
}

extension Schema {
    /// The way to a member that nobody has declared; nil where there is none.
    func stranger(in value: Value) -> [String]? {
        switch (content, value) {
        case (.object(let properties), .object(let members)):
            for (name, member) in members {
                guard let property = properties.first(where: { $0.name == name }) else { return [name] }
                if let found = property.schema.stranger(in: member) { return [name] + found }
            }
        case (.list(let element, _, _), .array(let elements)):
            for (index, value) in elements.enumerated() {
                if let found = element.stranger(in: value) { return ["\(index)"] + found }
            }
        default: break
        }
        return nil
    }
}
