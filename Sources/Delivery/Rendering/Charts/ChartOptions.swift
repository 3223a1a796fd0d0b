package import Documents

/// How a Helm chart is rendered: everything that decides the result besides the files.
package struct ChartOptions: Sendable, Hashable {
    /// One value, by its path, as Helm's `--set` and `--set-string` take it.
    package struct Parameter: Sendable, Hashable {
        package var name: String
        package var value: String
        /// Whether the value is a text whatever it looks like.
        package var forceString: Bool

        package init(name: String, value: String, forceString: Bool) {
            self.name = name
            self.value = value
            self.forceString = forceString
        }
    }

    /// A value that is the content of a file, as Helm's `--set-file` takes it.
    package struct FileParameter: Sendable, Hashable {
        package var name: String
        package var path: String

        package init(name: String, path: String) {
            self.name = name
            self.path = path
        }
    }

    /// What the chart is told about the cluster.
    package struct Cluster: Sendable, Hashable {
        /// Empty for the version that Helm names without a cluster.
        package var kubeVersion: String
        package var apiVersions: [String]
        /// Whether the cluster serves `apiVersions` and nothing else; otherwise they come on top of what Helm names
        /// without a cluster.
        package var isWhole: Bool

        package init(kubeVersion: String = "", apiVersions: [String] = [], isWhole: Bool = false) {
            self.kubeVersion = kubeVersion
            self.apiVersions = apiVersions
            self.isWhole = isWhole
        }
    }

    package var releaseName: String
    package var namespace: String
    /// Paths or patterns, relative to the chart, or to the tree's root with a slash ahead. Later ones win.
    package var valueFiles: [String] = []
    package var ignoreMissingValueFiles = false
    /// Over the files' values, later ones over earlier.
    package var valuesFrom: [ReferencedValues] = []
    /// A mapping, over the values of `valuesFrom`.
    package var values: Value?
    package var parameters: [Parameter] = []
    package var fileParameters: [FileParameter] = []
    package var skipCRDs = false
    package var skipTests = false
    package var skipSchemaValidation = false
    package var cluster = Cluster()
    package var randomness = Randomness.native
    /// The application and its life: another one shares no result with it, and takes over nothing that was kept.
    package var owner = ""

    package init(releaseName: String = "release-name", namespace: String = "default") {
        self.releaseName = releaseName
        self.namespace = namespace
    }
}

/// Where a chart's functions get passwords, identifiers and the time from.
package enum Randomness: Sendable, Hashable {
    /// Follows from the key, the scope and the call: every render gives the same. The scope names the application.
    case keyed(RandomnessKey, scope: String)
    /// As in Helm: every render gives something else.
    case native
    case refused
}

/// A secret that nothing prints.
package struct RandomnessKey: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    let bytes: [UInt8]

    /// At least 32 bytes.
    package init(_ bytes: [UInt8]) { self.bytes = bytes }

    package var description: String { "a key" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension ChartOptions {
    /// Whether files besides the chart's own templates and defaults are named.
    var namesFiles: Bool { !valueFiles.isEmpty || !fileParameters.isEmpty }

    /// All that two renders of the same files must have in common to come out the same, for a digest.
    var parts: [String] {
        let flags = [ignoreMissingValueFiles, skipCRDs, skipTests, skipSchemaValidation, cluster.isWhole]
        let mode =
            switch randomness {
            case .keyed(_, let scope): "keyed \(scope)"
            case .native: "native"
            case .refused: "refused"
            }
        let lists = [
            valueFiles, cluster.apiVersions, parameters.flatMap { [$0.name, $0.value, String($0.forceString)] },
            fileParameters.flatMap { [$0.name, $0.path] }, valuesFrom.flatMap(\.parts),
        ]
        let values = String(decoding: (values ?? .null).jsonBytes(sortedKeys: true), as: UTF8.self)
        return [owner, releaseName, namespace, values, cluster.kubeVersion, mode] + flags.map { String($0) }
            + lists.flatMap { [String($0.count)] + $0 }
    }
}
