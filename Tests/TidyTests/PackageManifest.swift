/// What Package.swift declares, read as text: one line or call per module, as its own comment promises.
struct PackageManifest: Sendable {
    enum Kind: String, Sendable { case system, bridge, header, module, program, benchmark, tests }

    struct Target: Sendable {
        let kind: Kind
        /// Of modules only: the folder below Sources.
        let layer: String
        let name: String
        let uses: Set<String>

        /// Whether it stands for a library of the system.
        var isLibrary: Bool { kind == .system || kind == .bridge }
    }

    let targets: [String: Target]

    init(_ text: String) {
        var targets: [String: Target] = [:]
        let calls = text.matches(
            of: /\b([a-z]+)\(\s*(?:\.(\w+),\s*)?"([\w-]+)"([^\[\])]*(?:\[[^\]]*\])?)/)
        for call in calls {
            guard let kind = Kind(rawValue: String(call.output.1)) else { continue }
            let name = String(call.output.3)
            let uses = call.output.4.firstMatch(of: /uses:\s*\[([^\]]*)\]/)?.output.1 ?? ""
            let names = uses.matches(of: /"(\w+)"/).map { String($0.output.1) }
            targets[name] = Target(kind: kind, layer: String(call.output.2 ?? ""), name: name, uses: Set(names))
        }
        self.targets = targets
    }
}
