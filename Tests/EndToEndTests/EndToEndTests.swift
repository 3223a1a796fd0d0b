import FoundationEssentials
import Testing

/// Martlet as its users run it: the image, in Pods of a real node, installed from `Deploy/` or from the chart.
///
/// `Scripts/e2e` makes the cluster, installs, and runs these tests once for each way of installing; elsewhere they are
/// skipped. Each test stands on its own and leaves the installation as it found it.
@Suite(.serialized, .enabled("runs in Scripts/e2e") { Setting.isPresent }, .timeLimit(.minutes(10)))
struct EndToEndTests {
    static func report(_ what: String) { print("end to end: \(what)") }
}

/// What `Scripts/e2e` has prepared.
enum Setting {
    static let environment = ProcessInfo.processInfo.environment

    static var isPresent: Bool { !image.isEmpty }

    /// What the controller's Pods run.
    static let image = environment["MARTLET_E2E_IMAGE"] ?? ""
    /// Another build of it, for upgrades.
    static let previousImage = environment["MARTLET_E2E_PREVIOUS_IMAGE"] ?? ""
    /// What the Pods of the tests' own workloads run: a small web server.
    static let workloadImage = environment["MARTLET_E2E_WORKLOAD_IMAGE"] ?? ""
    /// Where Pods reach what listens on this machine.
    static let nodeAddress = environment["MARTLET_NODE_ADDRESS"] ?? ""
}
