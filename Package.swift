// swift-tools-version: 6.3
import PackageDescription

// This file is the architecture diagram: one line per module, lowest layer first. A module may use modules that are
// declared above it, in its own layer or in a lower one; `module` stops the build on anything else.

enum Layer: String, CaseIterable {
    case C, Core, Go, Kube, Delivery, Control, Apps, Testing
}

let strict: [SwiftSetting] = [
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .enableUpcomingFeature("InferIsolatedConformances"),
]

/// Products of other packages, by the name that modules use for them.
let external: [String: Target.Dependency] = [
    "ArgumentParser": .product(name: "ArgumentParser", package: "swift-argument-parser"),
    "Logging": .product(name: "Logging", package: "swift-log"),
    "NIOCore": .product(name: "NIOCore", package: "swift-nio"),
    "NIOHTTP1": .product(name: "NIOHTTP1", package: "swift-nio"),
    "NIOPosix": .product(name: "NIOPosix", package: "swift-nio"),
    "OrderedCollections": .product(name: "OrderedCollections", package: "swift-collections"),
    "ServiceLifecycle": .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
    "UnixSignals": .product(name: "UnixSignals", package: "swift-service-lifecycle"),
]

var declared: [String: Layer] = [:]

@MainActor func check(_ name: String, in layer: Layer, uses: [String]) {
    let order = Layer.allCases
    for use in uses where external[use] == nil {
        guard let lower = declared[use], order.firstIndex(of: lower)! <= order.firstIndex(of: layer)! else {
            fatalError("\(name) may not use \(use): it is in a higher layer, or declared later")
        }
    }
    declared[name] = layer
}

@MainActor func dependencies(_ uses: [String]) -> [Target.Dependency] {
    uses.map { external[$0] ?? .byName(name: $0) }
}

@MainActor func system(_ name: String, pkgConfig: String, apt: String, brew: String) -> Target {
    check(name, in: .C, uses: [])
    return .systemLibrary(
        name: name, path: "Sources/C/\(name)", pkgConfig: pkgConfig, providers: [.apt([apt]), .brew([brew])])
}

/// What a header of the C library has, and the toolchain's module of it lacks.
@MainActor func header(_ name: String) -> Target {
    check(name, in: .C, uses: [])
    return .systemLibrary(name: name, path: "Sources/C/\(name)")
}

/// A C interface to a library in C++, which Swift cannot import as it is.
@MainActor func bridge(_ name: String, library: String) -> Target {
    check(name, in: .C, uses: [])
    return .target(name: name, path: "Sources/C/\(name)", linkerSettings: [.linkedLibrary(library)])
}

/// Files that become part of the program.
@MainActor func embedded(_ name: String) -> Target {
    check(name, in: .C, uses: [])
    return .target(name: name, path: "Sources/C/\(name)")
}

@MainActor func module(_ layer: Layer, _ name: String, uses: [String] = []) -> Target {
    check(name, in: layer, uses: uses)
    return .target(
        name: name, dependencies: dependencies(uses), path: "Sources/\(layer)/\(name)", swiftSettings: strict)
}

@MainActor func program(_ name: String, uses: [String]) -> Target {
    check(name, in: .Apps, uses: uses)
    return .executableTarget(
        name: name, dependencies: dependencies(uses), path: "Sources/Apps/\(name)", swiftSettings: strict)
}

@MainActor func benchmark(_ name: String, uses: [String]) -> Target {
    check(name, in: .Apps, uses: uses)
    return .executableTarget(
        name: name, dependencies: dependencies(uses), path: "Benchmarks/\(name)", swiftSettings: strict)
}

@MainActor func tests(_ name: String, uses: [String]) -> Target {
    check(name, in: .Testing, uses: uses)
    return .testTarget(
        name: name, dependencies: dependencies(uses), path: "Tests/\(name)", swiftSettings: strict)
}

/// `MARTLET_TESTS="PlanningTests HealthTests" swift build --build-tests` leaves out all other tests (and the benchmarks), so that a
/// change deep down is tried in seconds.
let chosenTests = Context.environment["MARTLET_TESTS"].map { $0.split(separator: " ").map(String.init) } ?? []

@MainActor func isWanted(_ target: Target) -> Bool {
    chosenTests.isEmpty || chosenTests.contains(target.name)
        || (target.type != .test && target.path?.hasPrefix("Benchmarks/") != true)
}

let package = Package(
    name: "martlet",
    products: [.executable(name: "martlet", targets: ["martlet"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-collections", from: "1.6.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        system("CCurl", pkgConfig: "libcurl", apt: "libcurl4-openssl-dev", brew: "curl"),
        system("CGit2", pkgConfig: "libgit2", apt: "libgit2-dev", brew: "libgit2"),
        system("COpenSSL", pkgConfig: "libcrypto", apt: "libssl-dev", brew: "openssl@3"),
        bridge("CRE2", library: "re2"),
        embedded("CInstallation"),
        header("CSpawn"),
        system("CSSL", pkgConfig: "openssl", apt: "libssl-dev", brew: "openssl@3"),
        system("CYAML", pkgConfig: "yaml-0.1", apt: "libyaml-dev", brew: "libyaml"),
        system("CZlib", pkgConfig: "zlib", apt: "zlib1g-dev", brew: "zlib"),

        module(.Core, "Documents", uses: ["OrderedCollections"]),
        module(.Core, "Cryptography", uses: ["COpenSSL"]),
        module(.Core, "TLS", uses: ["CSSL"]),
        module(.Core, "Digests", uses: ["Cryptography", "Documents"]),
        module(.Core, "Metrics"),
        module(.Core, "LogOutput", uses: ["Documents", "Logging"]),
        module(.Core, "EmbeddedFiles", uses: ["CInstallation"]),
        module(.Core, "Archives", uses: ["CZlib"]),
        module(.Core, "Processes", uses: ["CSpawn"]),
        module(.Core, "Surroundings", uses: ["Processes"]),
        module(.Core, "Sharing"),
        module(.Core, "Calendar"),
        module(.Core, "TimeZones", uses: ["Calendar"]),
        module(.Core, "YAML", uses: ["Calendar", "CYAML", "Documents"]),
        module(.Core, "SourceTrees", uses: ["Digests"]),
        module(.Core, "Transport", uses: ["CCurl"]),
        module(.Core, "Git", uses: ["CGit2", "CZlib", "Digests", "Processes", "SourceTrees", "Transport"]),

        module(.Go, "GoValues", uses: ["Documents"]),
        module(.Go, "GoTemplate", uses: ["Documents", "GoValues"]),
        module(.Go, "GoYAML", uses: ["Documents", "GoValues", "YAML"]),
        module(.Go, "GoRegexp", uses: ["CRE2", "GoValues"]),
        module(
            .Go, "TemplateFunctions",
            uses: [
                "Calendar", "Cryptography", "Documents", "GoRegexp", "GoTemplate", "GoValues", "GoYAML",
            ]),
        module(.Go, "JSONSchema", uses: ["Calendar", "Documents", "GoValues"]),
        module(.Go, "JQPaths", uses: ["Documents", "GoRegexp", "GoValues"]),
        module(.Go, "CEL", uses: ["Calendar", "Documents", "GoRegexp", "GoValues", "TemplateFunctions"]),

        module(.Kube, "KubeModel", uses: ["Calendar", "Documents", "Surroundings"]),
        module(
            .Kube, "KubeClient",
            uses: ["Documents", "KubeModel", "Logging", "Metrics", "Processes", "Surroundings", "Transport", "YAML"]),
        module(
            .Kube, "KubeRuntime",
            uses: ["Documents", "KubeClient", "KubeModel", "Logging", "Metrics", "Surroundings"]),

        module(.Delivery, "Origins", uses: ["Documents"]),
        module(
            .Delivery, "ChartSources",
            uses: [
                "Archives", "Digests", "Documents", "GoValues", "Processes", "Sharing", "TemplateFunctions",
                "Transport",
                "YAML",
            ]),
        module(
            .Delivery, "Helm",
            uses: [
                "Archives", "Documents", "GoRegexp", "GoTemplate", "GoValues", "GoYAML", "JSONSchema", "SourceTrees",
                "TemplateFunctions",
            ]),
        module(
            .Delivery, "Kustomize",
            uses: ["Digests", "Documents", "GoRegexp", "GoValues", "GoYAML", "Origins", "SourceTrees", "YAML"]),
        module(.Delivery, "Directives", uses: ["Documents"]),
        module(
            .Delivery, "Rendering",
            uses: [
                "Digests", "Directives", "Documents", "GoTemplate", "GoValues", "Helm", "Kustomize", "Metrics",
                "Origins", "Processes",
                "Sharing", "SourceTrees", "Surroundings", "TemplateFunctions", "YAML",
            ]),
        module(.Delivery, "Planning", uses: ["Archives", "Digests", "Directives", "Documents"]),
        module(.Delivery, "Health", uses: ["CEL", "Documents"]),
        module(.Delivery, "Costs", uses: ["Documents", "KubeModel"]),
        module(
            .Delivery, "Previewing",
            uses: ["Costs", "Digests", "Documents", "GoRegexp", "GoValues", "KubeModel", "Rendering"]),
        module(
            .Delivery, "Policies",
            uses: ["CEL", "Digests", "Documents", "KubeModel", "Previewing", "Rendering"]),
        module(.Delivery, "Explaining", uses: ["Documents", "Origins", "Previewing"]),
        module(.Delivery, "Operating", uses: ["Directives", "Documents", "KubeModel"]),
        module(.Delivery, "Approvals", uses: ["Documents", "KubeModel"]),
        module(.Delivery, "Windows", uses: ["Calendar", "KubeModel", "TimeZones"]),
        module(.Delivery, "Webhooks", uses: ["Cryptography", "Documents"]),
        module(.Delivery, "Probing", uses: ["Documents", "Operating", "Transport"]),
        module(
            .Delivery, "Observing",
            uses: [
                "Digests", "Directives", "Documents", "Health", "JQPaths", "KubeClient", "KubeModel", "KubeRuntime",
                "Logging",
                "Metrics",
                "Planning", "Surroundings",
            ]),
        module(
            .Delivery, "Applying",
            uses: [
                "Directives", "Documents", "JQPaths", "KubeClient", "KubeModel", "KubeRuntime", "Observing", "Planning",
                "Surroundings",
            ]),
        module(
            .Delivery, "Forecasting",
            uses: [
                "Applying", "Directives", "Documents", "KubeClient", "KubeModel", "Observing", "Planning", "Previewing",
            ]),

        module(
            .Control, "GitOpsAPI",
            uses: [
                "Approvals", "CEL", "Directives", "Documents", "JQPaths", "KubeModel", "Operating", "TimeZones",
                "Webhooks", "Windows",
                "YAML",
            ]),
        module(
            .Control, "Sourcing",
            uses: [
                "Applying", "ChartSources", "Digests", "Documents", "Git", "GitOpsAPI", "KubeClient", "KubeModel",
                "KubeRuntime", "Kustomize", "Operating", "Rendering", "SourceTrees", "Surroundings", "Transport",
            ]),
        module(
            .Control, "Controllers",
            uses: [
                "Applying", "Approvals", "Archives", "ChartSources", "Costs", "Cryptography", "Digests", "Directives",
                "Documents",
                "Explaining",
                "Forecasting",
                "Git", "GitOpsAPI", "Health",
                "JQPaths", "KubeClient", "KubeModel", "KubeRuntime", "Logging", "Metrics", "Observing", "Operating",
                "Origins", "Planning", "Policies", "Previewing", "Probing", "Rendering", "Sourcing", "SourceTrees",
                "Surroundings", "TimeZones", "Webhooks", "Windows",
            ]),

        module(
            .Control, "Migration",
            uses: [
                "ChartSources", "Controllers", "Digests", "Directives", "Documents", "Git", "GitOpsAPI", "KubeClient",
                "KubeModel", "Logging", "Previewing", "Rendering", "Sourcing", "Surroundings", "YAML",
            ]),

        module(.Apps, "Server", uses: ["Logging", "Metrics", "NIOCore", "NIOHTTP1", "NIOPosix", "TLS"]),
        module(
            .Apps, "Commands",
            uses: [
                "Approvals", "Directives", "Documents", "EmbeddedFiles", "GitOpsAPI", "Health", "KubeClient",
                "KubeModel",
                "Observing", "Operating",
                "Planning", "Surroundings", "YAML",
            ]),
        program(
            "martlet",
            uses: [
                "Approvals", "ArgumentParser", "ChartSources", "Commands", "Controllers", "Documents", "Explaining",
                "Git",
                "GitOpsAPI",
                "GoTemplate",
                "Helm", "KubeClient", "KubeModel", "KubeRuntime", "Kustomize", "LogOutput", "Logging", "Metrics",
                "Migration", "Observing", "Origins", "Policies", "Previewing", "Probing",
                "Processes", "Rendering", "Server", "Sourcing", "ServiceLifecycle", "SourceTrees", "Surroundings",
                "TemplateFunctions", "Transport",
                "UnixSignals", "Webhooks", "YAML",
            ]),

        benchmark(
            "martlet-bench",
            uses: [
                "ArgumentParser", "Documents", "KubeClient", "KubeModel", "Logging", "Metrics", "Transport", "YAML",
            ]),
        benchmark(
            "render-bench",
            uses: [
                "ArgumentParser", "Documents", "GoTemplate", "GoValues", "Helm", "Kustomize", "Processes",
                "SourceTrees", "TemplateFunctions",
            ]),

        module(.Testing, "TestKit", uses: ["Documents", "Surroundings"]),
        module(.Testing, "ChartTesting", uses: ["ChartSources", "Transport"]),
        module(
            .Testing, "KubeTesting",
            uses: ["Documents", "KubeClient", "KubeModel", "Logging", "Metrics", "Processes", "Transport"]),
        module(
            .Testing, "MemoryCluster",
            uses: [
                "Documents", "KubeClient", "KubeModel", "Logging", "Metrics", "Surroundings", "TestKit", "Transport",
            ]),
        module(
            .Testing, "MemorySources",
            uses: [
                "ChartSources", "Digests", "Git", "Operating", "Probing", "SourceTrees", "Surroundings", "Transport",
            ]),
        module(
            .Testing, "OperatorTesting",
            uses: ["Documents", "GitOpsAPI", "KubeClient", "KubeModel", "KubeTesting", "TestKit", "Transport", "YAML"]),

        tests("DocumentsTests", uses: ["Documents"]),
        tests("GoTemplateTests", uses: ["Documents", "GoTemplate", "GoValues"]),
        tests("GoValuesTests", uses: ["Documents", "GoValues"]),
        tests("GoYAMLTests", uses: ["Documents", "GoValues", "GoYAML"]),
        tests("GoRegexpTests", uses: ["GoRegexp", "GoValues"]),
        tests("TemplateFunctionsTests", uses: ["Documents", "GoTemplate", "GoValues", "GoYAML", "TemplateFunctions"]),
        tests("JSONSchemaTests", uses: ["Documents", "JSONSchema"]),
        tests("JQPathsTests", uses: ["Documents", "JQPaths"]),
        tests("CELTests", uses: ["CEL", "Documents", "GoValues", "TestKit"]),
        tests("CryptographyTests", uses: ["COpenSSL", "Cryptography"]),
        tests("DigestsTests", uses: ["Digests", "Documents"]),
        tests("MetricsTests", uses: ["Metrics"]),
        tests("YAMLTests", uses: ["Documents", "TestKit", "YAML"]),
        tests("SourceTreesTests", uses: ["SourceTrees"]),
        tests("TransportTests", uses: ["ChartTesting", "TestKit", "Transport"]),
        tests("ChartSourcesTests", uses: ["ChartSources", "ChartTesting", "Sharing", "Transport"]),
        tests("ArchivesTests", uses: ["Archives"]),
        tests("EmbeddedFilesTests", uses: ["EmbeddedFiles"]),
        tests("CalendarTests", uses: ["Calendar"]),
        tests("TimeZonesTests", uses: ["Calendar", "TimeZones"]),
        tests("ProcessesTests", uses: ["Processes", "TestKit"]),
        tests("SharingTests", uses: ["Sharing"]),
        tests("SurroundingsTests", uses: ["Surroundings", "TestKit"]),
        tests(
            "KubeClientTests",
            uses: [
                "ChartTesting", "Documents", "KubeClient", "KubeModel", "KubeTesting", "Logging", "Metrics",
                "Surroundings", "TestKit", "Transport",
            ]),
        tests("KubeModelTests", uses: ["Documents", "KubeModel", "TestKit"]),
        tests(
            "KubeRuntimeTests",
            uses: [
                "ChartTesting", "Documents", "KubeClient", "KubeModel", "KubeRuntime", "KubeTesting", "Logging",
                "MemoryCluster", "Metrics", "Surroundings", "TestKit", "Transport",
            ]),
        tests(
            "HelmTests",
            uses: [
                "Documents", "GoTemplate", "GoValues", "Helm", "Processes", "SourceTrees", "TemplateFunctions",
            ]),
        tests(
            "RenderingTests",
            uses: [
                "ChartTesting", "Digests", "Directives", "Documents", "Kustomize", "Metrics", "Origins", "Rendering",
                "Sharing",
                "SourceTrees",
                "TemplateFunctions",
            ]),
        tests(
            "ServerTests",
            uses: ["ChartTesting", "Logging", "Metrics", "NIOCore", "NIOPosix", "Server", "TestKit", "Transport"]),
        tests("GitTests", uses: ["Git", "SourceTrees", "TestKit", "Transport"]),
        tests("LogOutputTests", uses: ["Documents", "LogOutput", "Logging"]),
        tests("KustomizeTests", uses: ["Documents", "Kustomize", "SourceTrees"]),
        tests("PlanningTests", uses: ["Archives", "Digests", "Directives", "Documents", "Planning", "TestKit"]),
        tests("HealthTests", uses: ["Documents", "Health", "YAML"]),
        tests("CostsTests", uses: ["Costs", "Documents", "KubeModel", "TestKit", "YAML"]),
        tests("PreviewingTests", uses: ["Costs", "Documents", "Previewing", "Rendering", "TestKit"]),
        tests(
            "PoliciesTests",
            uses: [
                "Controllers", "Digests", "Documents", "GitOpsAPI", "KubeModel", "Policies", "Previewing", "Rendering",
                "YAML",
            ]),
        tests("DirectivesTests", uses: ["Directives", "Documents"]),
        tests(
            "ExplainingTests",
            uses: ["Documents", "Explaining", "Origins", "Previewing", "Rendering", "SourceTrees", "TestKit"]),
        tests("OriginsTests", uses: ["Documents", "Origins"]),
        tests("OperatingTests", uses: ["Directives", "KubeModel", "Operating"]),
        tests("ApprovalsTests", uses: ["Approvals", "Documents", "KubeModel"]),
        tests("WindowsTests", uses: ["Calendar", "KubeModel", "TimeZones", "Windows"]),
        tests("WebhooksTests", uses: ["Cryptography", "Webhooks"]),
        tests("TLSTests", uses: ["ChartTesting", "TLS"]),
        tests("ProbingTests", uses: ["ChartTesting", "Operating", "Probing", "Transport"]),
        tests(
            "ObservingTests",
            uses: [
                "Documents", "Health", "JQPaths", "KubeClient", "KubeModel", "KubeRuntime", "Logging", "Metrics",
                "Observing",
                "Planning", "Surroundings", "TestKit", "Transport",
            ]),
        tests(
            "ApplyingTests",
            uses: ["Applying", "Documents", "KubeClient", "KubeModel", "Observing", "Planning", "Surroundings"]),
        tests(
            "ForecastingTests",
            uses: [
                "Applying", "Documents", "Forecasting", "KubeClient", "KubeModel", "Logging", "MemoryCluster",
                "Metrics",
                "Observing", "Planning", "Previewing", "Rendering",
            ]),
        tests(
            "ControllersTests",
            uses: [
                "Applying", "Approvals", "ChartSources", "Controllers", "Cryptography", "Documents", "Git", "GitOpsAPI",
                "Health",
                "KubeClient",
                "KubeModel", "KubeRuntime", "Logging", "MemoryCluster", "MemorySources", "Metrics", "Observing",
                "Operating", "Planning", "Rendering", "SourceTrees", "Sourcing", "Surroundings",
                "TestKit", "TimeZones", "Webhooks", "Windows",
            ]),
        tests(
            "SourcingTests",
            uses: [
                "ChartSources", "Documents", "Git", "GitOpsAPI", "Sourcing", "Transport",
            ]),
        tests(
            "MemoryClusterTests",
            uses: ["Documents", "KubeClient", "KubeModel", "KubeTesting", "MemoryCluster", "TestKit"]),
        tests(
            "MemorySourcesTests",
            uses: [
                "ChartSources", "ChartTesting", "Git", "MemorySources", "OperatorTesting", "SourceTrees",
                "Surroundings",
                "TestKit", "Transport",
            ]),
        tests(
            "OperatorTests",
            uses: [
                "Applying", "Approvals", "Controllers", "Cryptography", "Documents", "Explaining", "Git", "GitOpsAPI",
                "KubeClient",
                "KubeModel",
                "KubeTesting",
                "Logging", "martlet", "MemoryCluster", "MemorySources", "Metrics", "Operating", "OperatorTesting",
                "Origins",
                "Planning", "Previewing", "Probing", "Processes", "Rendering", "Sourcing", "Surroundings", "TestKit",
                "Transport", "Webhooks",
                "YAML",
            ]),
        tests(
            "GitOpsAPITests",
            uses: [
                "Documents", "GitOpsAPI", "KubeClient", "KubeModel", "KubeTesting", "Operating", "TestKit", "TimeZones",
                "Webhooks", "Windows",
                "YAML",
            ]),
        tests(
            "IntegrationTests",
            uses: [
                "Approvals", "ChartSources", "ChartTesting", "Cryptography", "Documents", "GitOpsAPI", "KubeClient",
                "KubeModel", "KubeTesting",
                "martlet",
                "Operating", "OperatorTesting", "Surroundings", "TestKit", "Transport", "YAML",
            ]),
        tests(
            "ChaosTests",
            uses: [
                "Documents", "KubeClient", "KubeModel", "KubeTesting", "OperatorTesting", "TestKit", "martlet",
            ]),
        tests(
            "HostileTenantTests",
            uses: ["Documents", "KubeClient", "KubeTesting", "OperatorTesting", "TestKit", "YAML", "martlet"]),
        tests("EndToEndTests", uses: ["Documents", "OperatorTesting", "Processes", "TestKit"]),
        tests(
            "CommandsTests",
            uses: [
                "Commands", "Documents", "GitOpsAPI", "Health", "KubeClient", "KubeModel", "Logging", "Metrics",
                "Operating",
                "Surroundings", "TestKit", "Transport", "YAML",
            ]),
        tests(
            "MartletTests",
            uses: [
                "ArgumentParser", "Commands", "Controllers", "Documents", "OperatorTesting", "Processes", "martlet",
                "YAML",
            ]),
        tests(
            "DeployTests",
            uses: ["ArgumentParser", "Documents", "KubeTesting", "OperatorTesting", "Processes", "YAML", "martlet"]),
        tests(
            "MigrationTests",
            uses: ["Directives", "Documents", "GitOpsAPI", "KubeModel", "Migration", "Previewing", "Rendering", "YAML"]),
        tests("TidyTests", uses: ["Documents", "GitOpsAPI", "YAML"]),
    ].filter { isWanted($0) },
    swiftLanguageModes: [.v6]
)
