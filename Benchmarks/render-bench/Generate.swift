import ArgumentParser
import Documents
import Foundation

/// Writes charts or overlays that anybody can measure with, and the list of them.
struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes charts or overlays of several sizes into a folder, with their list in cases.jsonl.")

    @Argument(help: "What is made up: helm or kustomize.")
    var kind: Serve.Kind

    @Argument(help: "The folder to write to.")
    var folder: String

    /// How many workloads each has. Most real charts have a few, some have dozens.
    private static let sizes = [1, 1, 2, 2, 3, 3, 4, 4, 6, 8, 12, 20]

    func run() throws {
        var cases = ""
        for (number, size) in Self.sizes.enumerated() {
            let name = "made-up-\(number + 1)"
            let row: Value
            switch kind {
            case .helm:
                row = ["id": .string(name), "chart": .string(name), "values": []]
                try write(MadeUpChart(name: name, workloads: size).files, below: "charts/\(name)")
            case .kustomize:
                row = ["id": .string(name), "dir": .string("\(name)/overlay")]
                try write(MadeUpOverlay(name: name, workloads: size).files, below: "trees/\(name)")
            }
            cases += String(decoding: row.jsonBytes(), as: UTF8.self) + "\n"
        }
        try write(["cases.jsonl": cases], below: ".")
    }

    private func write(_ files: [String: String], below path: String) throws {
        for (name, content) in files {
            let place = URL(filePath: "\(folder)/\(path)/\(name)")
            try FileManager.default.createDirectory(
                at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
            try content.write(to: place, atomically: false, encoding: .utf8)
        }
    }
}
