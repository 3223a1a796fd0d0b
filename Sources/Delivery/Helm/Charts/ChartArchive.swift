import Archives
import Documents

/// Reads the files of a chart out of a `.tgz`.
enum ChartArchive {
    static func files(_ archive: [UInt8], budget: ChartBudget) throws(HelmError) -> [ChartFile] {
        var files: [ChartFile] = []
        do {
            // Headers and padding come on top of what the files hold.
            let headers = ChartLimits.entries * 1024
            var reader = TarReader(
                try Gzip.decompress(archive, limit: budget.bytesLeft + headers), entryLimit: ChartLimits.entries)
            while let entry = try reader.next() {
                guard entry.kind != .directory else { continue }
                let file = try file(entry)
                try budget.take(bytes: file.data.count)
                files.append(file)
            }
        } catch let error as ArchiveError {
            if error.code == .limit { budget.memory.noteShortage() }
            throw HelmError(error.code == .limit ? .limit : .chart, "chart archive \(error.message)")
        } catch let error as HelmError {
            throw error
        } catch {
            throw HelmError(.chart, "chart archive cannot be read")
        }
        guard !files.isEmpty else { throw HelmError(.chart, "no files in chart archive") }
        return files
    }

    private static func file(_ entry: TarEntry) throws(HelmError) -> ChartFile {
        guard entry.kind == .file else {
            throw HelmError(.chart, "chart archive holds \(quoted(entry.name)), which is a link or device")
        }
        let name = try path(entry.name)
        guard entry.content.count <= ChartLimits.fileBytes else {
            throw HelmError(
                .limit,
                "decompressed chart file \(quoted(entry.name)) is larger than the maximum file size "
                    + "\(ChartLimits.fileBytes)")
        }
        return ChartFile(name: name, data: ChartLoader.withoutMark(Array(entry.content)))
    }

    /// The path of an entry below the chart's folder, which is the first name of it.
    static func path(_ name: String) throws(HelmError) -> String {
        // Archives made on Windows may be written with backslashes.
        let backslash = UInt8(ascii: "\\")
        let delimiter = name.utf8.contains(backslash) ? backslash : FilePath.slash
        let parts = name.utf8.split(separator: delimiter, omittingEmptySubsequences: false).map(Substring.init)
        guard parts.first != "Chart.yaml" else { throw HelmError(.chart, "chart yaml not in base directory") }
        let inside = parts.dropFirst().joined(separator: "/")
        guard !inside.hasPrefix("/") else {
            throw HelmError(.chart, "chart illegally contains absolute paths")
        }
        var names: [Substring] = []
        for part in FilePath.names(inside) where part != "." {
            guard part == ".." else {
                names.append(part)
                continue
            }
            guard names.popLast() != nil else {
                throw HelmError(.chart, "chart illegally references parent directory")
            }
        }
        guard let first = names.first else {
            throw HelmError(
                .chart, "chart illegally contains content outside the base directory: \(quoted(name))")
        }
        let isDrive = names.count > 1 && first.utf8.count == 2 && first.hasSuffix(":") && first.first?.isLetter == true
        guard !isDrive, !first.hasPrefix("..") else {
            throw HelmError(
                .chart, isDrive ? "chart contains illegally named files" : "chart illegally references parent directory"
            )
        }
        return names.joined(separator: "/")
    }
}
