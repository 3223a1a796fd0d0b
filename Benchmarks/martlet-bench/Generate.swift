import ArgumentParser
import FoundationEssentials

/// Writes what the benchmark's repository holds.
struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Writes the manifests of all applications into a folder.")

    @Option(help: "How many applications.")
    var applications = 1_000

    @Option(help: "One application of so many ConfigMaps instead.")
    var configMaps: Int?

    @Argument(help: "The folder to write to.")
    var folder: String

    func run() throws {
        for application in Workload(applications: applications, configMaps: configMaps).all {
            let path = "\(folder)/\(application.path)"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            for (number, text) in application.files.enumerated() {
                try text.write(toFile: "\(path)/manifests-\(number + 1).yaml", atomically: false, encoding: .utf8)
            }
        }
    }
}
