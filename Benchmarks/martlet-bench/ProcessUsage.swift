import FoundationEssentials

/// What a process has used so far, from Linux' /proc.
struct ProcessUsage {
    /// Bytes in memory now, and at most so far.
    let resident: Int
    let peak: Int
    let processorSeconds: Double

    /// Linux reports processor time in hundredths of a second on every architecture that we run on.
    private static let ticksPerSecond = 100.0

    init(of process: Int) throws {
        let status = try String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)
        func kibibytes(_ name: String) -> Int? {
            status.split(separator: "\n").first { $0.hasPrefix(name) }?
                .split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
        }
        let stat = try String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        // The program's name, in parentheses, may hold anything; the fields are counted after it.
        let fields = stat[(stat.lastIndex(of: ")") ?? stat.startIndex)...].split(separator: " ")
        guard let resident = kibibytes("VmRSS:"), let peak = kibibytes("VmHWM:"), fields.count > 13,
            let user = Double(fields[12]), let system = Double(fields[13])
        else { throw BenchmarkError(message: "cannot read what process \(process) uses") }
        self.resident = resident * 1_024
        self.peak = peak * 1_024
        processorSeconds = (user + system) / Self.ticksPerSecond
    }
}
