import ArgumentParser
import Commands

/// Which applications a command is for.
struct SelectionOptions: ParsableArguments {
    @Argument(help: "GitOpsApplications.")
    var applications: [String] = []

    @Option(name: [.customShort("l"), .customLong("selector")], help: "All that have these labels, as app=web.")
    var labels: String?

    func validate() throws {
        guard applications.isEmpty != (labels == nil) else {
            throw ValidationError("name applications, or choose them with -l")
        }
    }

    func selection(in namespace: String) -> Selection {
        Selection(namespace: namespace, names: applications, labelSelector: labels)
    }
}

/// How long a command waits.
struct PatienceOptions: ParsableArguments {
    @Option(help: "After how long it is given up, such as 90s, 10m or 1h.")
    var timeout = "10m"

    func validate() throws {
        guard Self.duration(timeout) != nil else {
            throw ValidationError("--timeout takes a time such as 90s, 10m or 1h")
        }
    }

    /// The usual, where nothing was parsed.
    var limit: Duration { Self.duration(timeout) ?? .seconds(600) }

    /// One number and a unit; a number alone is seconds, as in other commands of ours.
    static func duration(_ text: String) -> Duration? {
        let units = ["s": 1, "m": 60, "h": 3600, "d": 86_400]
        let digits = text.prefix(while: \.isNumber)
        let unit = String(text.dropFirst(digits.count))
        guard let number = Int(digits), (1...1_000_000).contains(number), let factor = unit.isEmpty ? 1 : units[unit]
        else { return nil }
        return .seconds(number * factor)
    }
}
