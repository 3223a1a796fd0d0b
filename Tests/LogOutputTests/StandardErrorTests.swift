import FoundationEssentials
import Testing

@testable import LogOutput

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite struct StandardErrorTests {
    @Test("a line reaches its descriptor whole, and one that is closed does not hold up the program")
    func write() throws {
        let file = FileManager.default.temporaryDirectory.appending(path: "martlet-log-\(UUID())")
        defer { try? FileManager.default.removeItem(at: file) }
        let line = Array(repeating: UInt8(ascii: "x"), count: 300_000) + [0x0A]
        // SAFETY: the path lives as long as the call.
        let descriptor = unsafe open(file.path, O_WRONLY | O_CREAT | O_EXCL, 0o600)
        try #require(descriptor >= 0)
        StandardError.writeAll(line, to: descriptor)
        close(descriptor)
        StandardError.writeAll(line, to: -1)
        #expect(try Data(contentsOf: file) == Data(line))
    }
}
