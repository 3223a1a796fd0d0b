internal import FoundationEssentials

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#else
    internal import Darwin
#endif

extension Metrics {
    /// Figures about the process itself, under the names that all of Prometheus' libraries use. They are read from
    /// `/proc` at each scrape; where there is none, they are absent.
    package func addProcess() {
        func one(_ read: @escaping @Sendable () -> Double?) -> MetricFamily.Collector {
            { read().map { [(labels: [], value: $0)] } ?? [] }
        }
        gauge(
            "process_resident_memory_bytes", help: "Resident memory in bytes.",
            collect: one { ProcessFigures.memory(field: 1) })
        gauge(
            "process_virtual_memory_bytes", help: "Virtual memory in bytes.",
            collect: one { ProcessFigures.memory(field: 0) })
        counter(
            "process_cpu_seconds_total", help: "Processor time spent, user and system, in seconds.",
            collect: one { ProcessFigures.processorSeconds() })
        gauge(
            "process_open_fds", help: "Open file descriptors.",
            collect: one { ProcessFigures.openFiles() })
        gauge(
            "process_start_time_seconds", help: "When the process started, in seconds since 1970.",
            collect: one { ProcessFigures.startTime() })
    }
}

/// Readers of `/proc`. See `man 5 proc`.
enum ProcessFigures {
    /// A field of `/proc/self/statm`, which counts pages: 0 is the size, 1 the resident part.
    static func memory(field: Int) -> Double? {
        guard let fields = words("/proc/self/statm"), fields.indices.contains(field) else { return nil }
        return Double(fields[field]).map { $0 * Double(sysconf(Int32(_SC_PAGESIZE))) }
    }

    static func processorSeconds() -> Double? {
        guard let user = statistic(14), let system = statistic(15) else { return nil }
        return (user + system) / ticksPerSecond
    }

    static func startTime() -> Double? {
        guard let sinceBoot = statistic(22), let boot = bootTime() else { return nil }
        return boot + sinceBoot / ticksPerSecond
    }

    static func openFiles() -> Double? {
        guard let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd") else { return nil }
        // One of them is the folder's own, open only while it is read.
        return Double(max(0, names.count - 1))
    }

    private static var ticksPerSecond: Double { Double(sysconf(Int32(_SC_CLK_TCK))) }

    /// A field of `/proc/self/stat`, numbered from 1 as in the manual. The second is the program's name in parentheses
    /// and may hold spaces, so counting starts behind the last parenthesis.
    private static func statistic(_ number: Int) -> Double? {
        guard let text = text("/proc/self/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        let index = number - 3
        return fields.indices.contains(index) ? Double(fields[index]) : nil
    }

    private static func bootTime() -> Double? {
        text("/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("btime ") }
            .flatMap { Double($0.dropFirst("btime ".count)) }
    }

    private static func words(_ path: String) -> [Substring]? {
        text(path)?.split { $0 == " " || $0 == "\n" }
    }

    private static func text(_ path: String) -> String? {
        FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    }
}
