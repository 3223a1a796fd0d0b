import Foundation
import GoValues
import SourceTrees
import Testing

@testable import Helm

@Suite("Loading charts")
struct ChartLoadingTests {
    private static let chart = [
        "c/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n", "c/values.yaml": "a: 1\n",
        "c/templates/a.yaml": "a: 1\n", "c/README.md": "read\n",
    ]

    private func error(_ files: [String: String], symlinks: [String: String] = [:]) -> HelmError? {
        #expect(throws: HelmError.self) {
            try ChartLoader.load("c", from: MemoryTree(files, symlinks: symlinks), budget: .whole())
        }
    }

    @Test("a folder")
    func folder() throws {
        let chart = try ChartLoader.load("c", from: MemoryTree(Self.chart), budget: .whole())
        #expect(chart.name == "shop")
        #expect(chart.templates.map(\.name) == ["templates/a.yaml"])
        #expect(chart.files.map(\.name) == ["README.md"])
        #expect(chart.values["a"]?.kindName == "float64")
    }

    @Test("a byte order mark is no part of a file")
    func byteOrderMark() throws {
        var files = Self.chart
        files["c/values.yaml"] = "\u{FEFF}a: 1\n"
        files["c/README.md"] = "\u{FEFF}read"
        let chart = try ChartLoader.load("c", from: MemoryTree(files), budget: .whole())
        #expect(chart.values["a"] != nil)
        #expect(chart.files.map(\.data) == [Array("read".utf8)])
    }

    @Test("symlinks are followed inside the tree, and not out of it")
    func symlinks() throws {
        let files = Self.chart.merging(["LICENSE": "free", "shared/b.yaml": "b: 1"]) { $1 }
        let links = ["c/LICENSE": "../LICENSE", "c/templates/shared": "../../shared"]
        let chart = try ChartLoader.load("c", from: MemoryTree(files, symlinks: links), budget: .whole())
        #expect(chart.files.contains { $0.name == "LICENSE" && $0.data == Array("free".utf8) })
        #expect(chart.templates.contains { $0.name == "templates/shared/b.yaml" })
        #expect(error(files, symlinks: ["c/x": "../../etc/passwd"])?.message.contains("leads out of the tree") == true)
        #expect(
            error(files, symlinks: ["c/x": "nothing"])?.message
                == "error evaluating symlink x: no such file or directory")
    }

    @Test("a folder that holds itself is refused")
    func cycle() {
        #expect(error(Self.chart, symlinks: ["c/templates/x": "."])?.message.contains("is a loop of symlinks") == true)
    }

    @Test("a file above the limit is refused by name")
    func largeFile() {
        let large = String(repeating: "x", count: ChartLimits.fileBytes + 1)
        #expect(
            error(Self.chart.merging(["c/big": large]) { $1 })
                == HelmError(.limit, "chart file \"big\" is larger than the maximum file size 5242880"))
    }

    @Test("what is not there is said")
    func absent() {
        #expect(error([:])?.message == "chart 'c' does not exist")
        #expect(error(["c/a": ""])?.message == "Chart.yaml file is missing")
        #expect(error(["c": "no archive"])?.message == "chart archive is not compressed with gzip")
    }

    @Test("an archive, and archives and folders inside")
    func archives() throws {
        let inner = try Packed.chart(["sub/Chart.yaml": "name: sub\nversion: 1.0.0\n", "sub/templates/b.yaml": "b: 1"])
        let outer = try Packed.chart(
            [
                "shop/Chart.yaml": "apiVersion: v2\nname: shop\nversion: 1.0.0\n",
                "shop/charts/in/Chart.yaml": "name: in\nversion: 1.0.0\n", "shop/templates/a.yaml": "a: 1",
            ], data: ["shop/charts/sub-1.0.0.tgz": inner])
        let chart = try ChartLoader.load(archive: outer, budget: .whole())
        #expect(chart.name == "shop")
        #expect(chart.dependencies.map(\.name) == ["in", "sub"])
        #expect(chart.dependencies[1].templates.map(\.name) == ["templates/b.yaml"])
    }

    @Test(
        "paths that lead out of an archive are refused",
        arguments: [
            ("shop/../../etc/passwd", "chart illegally references parent directory"),
            ("shop/..", "chart illegally references parent directory"),
            ("Chart.yaml", "chart yaml not in base directory"),
            ("shop//etc/passwd", "chart illegally contains absolute paths"),
            ("shop/c:/windows", "chart contains illegally named files"),
            ("shop\\..\\..\\x", "chart illegally references parent directory"),
            ("a", "chart illegally contains content outside the base directory: \"a\""),
        ])
    func illegalPaths(path: String, message: String) {
        let error = #expect(throws: HelmError.self) { try ChartArchive.path(path) }
        #expect(error?.message == message)
    }

    @Test("paths are made plain", arguments: [("shop/a/./b", "a/b"), ("shop\\a\\b", "a/b"), ("x/a/../b", "b")])
    func plainPaths(path: String, plain: String) throws { #expect(try ChartArchive.path(path) == plain) }

    @Test("links in an archive are refused")
    func linkInArchive() throws {
        let archive = try Packed.chart(
            ["shop/Chart.yaml": "name: shop\nversion: 1.0.0\n"], links: ["shop/x": "/etc/passwd"])
        let error = #expect(throws: HelmError.self) { try ChartLoader.load(archive: archive, budget: .whole()) }
        #expect(error?.message == "chart archive holds \"shop/x\", which is a link or device")
    }

    @Test("archives that hold archives share one limit")
    func bomb() throws {
        let zeros = [UInt8](repeating: 0, count: 4 << 20)
        var parts: [String: [UInt8]] = [:]
        for index in 0..<10 { parts["s/\(index)"] = zeros }
        let chart = ["s/Chart.yaml": "name: s\nversion: 1.0.0\n"]
        let inner = try Packed.chart(chart, data: parts)
        var charts: [String: [UInt8]] = [:]
        for index in 0..<3 { charts["s/charts/\(index).tgz"] = inner }
        let archive = try Packed.chart(chart, data: charts)
        #expect(archive.count < 1 << 20)
        let error = #expect(throws: HelmError.self) { try ChartLoader.load(archive: archive, budget: .whole()) }
        #expect(error?.code == .limit)
        #expect(error?.message.contains("in s:") == true)
    }
}

/// Archives that the system's tar makes.
enum Packed {
    static func chart(
        _ files: [String: String], data: [String: [UInt8]] = [:], links: [String: String] = [:]
    ) throws -> [UInt8] {
        let folder = URL.temporaryDirectory.appending(path: "helm-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (path, content) in files.mapValues({ Array($0.utf8) }).merging(data, uniquingKeysWith: { $1 }) {
            let file = folder.appending(path: "content/\(path)")
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(content).write(to: file)
        }
        for (path, target) in links {
            try FileManager.default.createSymbolicLink(
                atPath: folder.appending(path: "content/\(path)").path, withDestinationPath: target)
        }
        let archive = folder.appending(path: "chart.tgz")
        let tar = Process()
        tar.executableURL = URL(filePath: "/usr/bin/env")
        tar.arguments = [
            "tar", "-czf", archive.path, "--transform=s,^\\./,,", "-C", folder.appending(path: "content").path, ".",
        ]
        try tar.run()
        tar.waitUntilExit()
        return Array(try Data(contentsOf: archive))
    }
}
