import Documents

/// Applications that tell what waiting costs: those that hang, those beside them, and those of several waves.
enum StepsWorkload {
    /// How many hang, and how many do not.
    static let (hanging, others) = (10, 100)
    static let waves = 10
    /// How often what one application takes is measured.
    static let rounds = 9

    /// The sets of applications, in the order in which they are measured.
    enum Part: String, CaseIterable {
        case alone, hanging, beside, flat, waves

        var count: Int {
            switch self {
            case .alone, .beside: StepsWorkload.others
            case .hanging: StepsWorkload.hanging
            case .flat, .waves: StepsWorkload.rounds
            }
        }

        func name(_ number: Int) -> String { "\(rawValue)-\(number)" }

        /// Where the manifests of one are in the repository.
        func path(_ number: Int) -> String { "\(rawValue)/\(number)" }

        func manifests(_ number: Int) -> String {
            let name = name(number)
            switch self {
            case .alone, .beside: return StepsWorkload.configMap(name, wave: nil)
            case .hanging: return StepsWorkload.rollout(name) + "---\n" + StepsWorkload.configMap(name, wave: 1)
            case .flat, .waves:
                return (0..<StepsWorkload.waves).map {
                    StepsWorkload.configMap("\(name)-\($0)", wave: self == .waves ? $0 : nil)
                }.joined(separator: "---\n")
            }
        }

        func resource(_ number: Int, repository: String, destination: String) -> Value {
            [
                "apiVersion": "gitops.martlet.dev/v1alpha1", "kind": "GitOpsApplication",
                "metadata": ["name": .string(name(number))],
                "spec": [
                    "source": ["repositoryRef": ["name": .string(repository)], "path": .string(path(number))],
                    "destination": ["namespace": .string(destination)],
                ],
            ]
        }
    }

    private static func configMap(_ name: String, wave: Int?) -> String {
        let annotation = wave.map { ", annotations: {gitops.martlet.dev/wave: \"\($0)\"}" } ?? ""
        return """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: \(name)\(annotation)}
            data: {name: \(name)}

            """
    }

    /// Its Pod is never ready: there is no node to run it.
    private static func rollout(_ name: String) -> String {
        """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: \(name)}
        spec:
          replicas: 1
          selector: {matchLabels: {app: \(name)}}
          template:
            metadata: {labels: {app: \(name)}}
            spec:
              containers: [{name: main, image: "example.org/main:1"}]

        """
    }
}
