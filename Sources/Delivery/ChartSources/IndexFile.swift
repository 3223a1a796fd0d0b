import Archives
import Documents
import Transport

/// An index as it came, on disk, to be read within the memory that there is for all of them.
struct IndexFile {
    /// A value with its key, as documents hold it.
    private static let bytesPerValue = 110
    /// Besides twice its text, which the reader of YAML has a copy of, for what is kept of an index. Of most it is less.
    private static let usualValues = 1 << 20

    let file: SpoolFile
    let isCompressed: Bool
    let limits: ChartSourceLimits
    /// For messages.
    let folder: String
    let what: String

    /// Waits for its room, which is that of the index as it usually is, and for all that there is where it needs more.
    func index(in rooms: IndexRooms, for namespace: String) async throws(ChartSourceError) -> RepositoryIndex {
        let text = try textSize()
        let fixed = max(2 * text, text + (isCompressed ? file.size : 0))
        let usual = fixed + text / 2 + Self.usualValues
        if usual < rooms.capacity {
            do throws(ChartSourceError) {
                return try await read(text, fixed, in: rooms, usual, for: namespace)
            } catch {
                guard error.code == .tooLarge else { throw error }
            }
        }
        guard text <= limits.indexBytes, fixed < rooms.capacity else {
            throw ChartSourceError(
                .tooLarge, "\(what) has \(text) bytes, and \(limits.indexBytes) are allowed; split the repository")
        }
        return try await read(text, fixed, in: rooms, rooms.capacity, for: namespace)
    }

    private func read(
        _ text: Int, _ fixed: Int, in rooms: IndexRooms, _ bytes: Int, for namespace: String
    ) async throws(ChartSourceError) -> RepositoryIndex {
        try await rooms.run(bytes, for: namespace) { () throws(ChartSourceError) in
            var limits = limits.index
            limits.nodes = min(limits.nodes, (bytes - fixed) / Self.bytesPerValue)
            return try RepositoryIndex(try content(text), limits: limits, of: what)
        }
    }

    /// How long the text is. A compressed one says so at its end.
    private func textSize() throws(ChartSourceError) -> Int {
        guard isCompressed else { return file.size }
        return try reading { () throws(SpoolFile.Failure) in
            try file.read(from: file.size - 4, atMost: 4).reversed().reduce(0) { $0 << 8 | Int($1) }
        }
    }

    private func content(_ text: Int) throws(ChartSourceError) -> [UInt8] {
        let bytes = try reading { () throws(SpoolFile.Failure) in try file.read(from: 0, atMost: file.size) }
        guard isCompressed else { return bytes }
        do throws(ArchiveError) { return try Gzip.decompress(bytes, limit: text) } catch {
            throw ChartSourceError(
                .protocolViolation, "\(what) cannot be decompressed: it \(error); look at the server")
        }
    }

    private func reading<Result>(
        _ body: () throws(SpoolFile.Failure) -> Result
    ) throws(ChartSourceError) -> Result {
        do throws(SpoolFile.Failure) { return try body() } catch { throw ChartSourceError(error, in: folder) }
    }
}
