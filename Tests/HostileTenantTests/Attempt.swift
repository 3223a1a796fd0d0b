import FoundationEssentials
import Testing

/// One thing that somebody tries who may do everything in a namespace of their own, and nothing elsewhere.
///
/// To add one, add it to a family, or make a family and add it to `Attempt.families`. What must not come of it is the same
/// for all, and `Arena` checks it: nobody else waits longer, nothing of others is read or changed, and memory stays bounded.
struct Attempt: Sendable {
    /// A name of an object, unique among all attempts: of the folder in the tenant's repository and of the application on it.
    let name: String
    /// What is pushed, by the path in that folder.
    var files: [String: String] = [:]
    /// Links that are pushed, by the path in that folder, and where they lead.
    var links: [String: String] = [:]
    /// More of the application's specification: lines of YAML under `spec`, each indented by two.
    var spec = ""
    /// More of the application's metadata: lines of YAML, each indented by two.
    var metadata = ""
    /// Documents of YAML that the tenant applies in its namespace before the application.
    var resources = ""
    /// Whether there is an application on the folder.
    var hasApplication = true

    /// Objects in a plain file.
    static func objects(_ name: String, _ yaml: String, spec: String = "") -> Attempt {
        Attempt(name: name, files: ["objects.yaml": yaml], spec: spec)
    }

    /// A chart of one template.
    static func chart(_ name: String, _ template: String, files: [String: String] = [:], spec: String = "") -> Attempt {
        let basics = ["Chart.yaml": "apiVersion: v2\nname: \(name)\nversion: 1.0.0\n", "templates/all.yaml": template]
        return Attempt(name: name, files: basics.merging(files) { _, given in given }, spec: spec)
    }

    static func overlay(_ name: String, _ kustomization: String, files: [String: String] = [:]) -> Attempt {
        Attempt(name: name, files: ["kustomization.yaml": kustomization].merging(files) { one, _ in one })
    }

    /// Resources only, no application.
    static func declared(_ name: String, _ resources: String) -> Attempt {
        Attempt(name: name, resources: resources, hasApplication: false)
    }

    /// An application whose specification or metadata is the attempt.
    static func application(
        _ name: String, spec: String = "", metadata: String = "", resources: String = ""
    ) -> Attempt {
        Attempt(
            name: name, files: ["one.yaml": configMap("\(name)-one")], spec: spec, metadata: metadata,
            resources: resources)
    }
}

/// What is attempted together.
struct Family: Sendable, CustomTestStringConvertible {
    let name: String
    let attempts: [Attempt]

    var testDescription: String { "\(name): \(attempts.count) attempts" }

    /// Those that `MARTLET_FAMILIES` names, or all.
    static let chosen = all.filter { family in
        ProcessInfo.processInfo.environment["MARTLET_FAMILIES"].map {
            $0.split(separator: " ").contains { $0 == family.name }
        }
            ?? true
    }

    static let all = [definitions, objects, names, charts, overlays, files, specifications]
}

func configMap(_ name: String, in namespace: String? = nil, data: String = "{key: value}", metadata: String = "")
    -> String
{
    let place = namespace.map { ", namespace: \($0)" } ?? ""
    let more = metadata.isEmpty ? "" : ", \(metadata)"
    return "{apiVersion: v1, kind: ConfigMap, metadata: {name: \(name)\(place)\(more)}, data: \(data)}\n"
}
