import Documents

/// What is known of all objects of a build when references are followed; each may refer to any, and be referred to.
///
/// Taken before anything is changed: references are changed in objects whose names others are compared with.
struct Candidates {
    struct Candidate {
        /// Its place among the objects.
        let index: Int
        let id: ResourceID
        let previousIDs: [ResourceID]
        let effectiveNamespace: String
        let originalNamespace: String
        let prefixes: [String]
        let suffixes: [String]

        fileprivate init(_ resource: Resource, index: Int) {
            self.index = index
            id = resource.id
            previousIDs = resource.previousIDs
            effectiveNamespace = id.effectiveNamespace
            originalNamespace = previousIDs.first?.effectiveNamespace ?? effectiveNamespace
            prefixes = resource.prefixes
            suffixes = resource.suffixes
        }
    }

    let all: [Candidate]
    private let byName: [String: [Int]]
    private let byNamespace: [String: [Int]]

    init(_ resources: [Resource]) {
        all = resources.enumerated().map { Candidate($1, index: $0) }
        var byName: [String: [Int]] = [:]
        for candidate in all {
            for name in Set(candidate.previousIDs.map(\.name)) { byName[name, default: []].append(candidate.index) }
        }
        self.byName = byName
        byNamespace = Dictionary(grouping: all.indices) { [all] in all[$0].originalNamespace }
    }

    /// Those that were once called so, in the order of the build.
    func formerly(called name: String) -> [Candidate] { (byName[name] ?? []).map { all[$0] } }

    /// Those that came from a namespace.
    func originally(in namespace: String) -> some Sequence<Candidate> {
        (byNamespace[namespace] ?? []).lazy.map { all[$0] }
    }
}
