import ArgumentParser
import FoundationEssentials

/// Options from the environment: `MARTLET_CACHE_DIR=/x` stands for `--cache-dir /x` of the command `controller`.
///
/// Turned into arguments before those are parsed, so that both are checked, and refused, in the same way. What is on the
/// command line wins.
enum EnvironmentArguments {
    static let prefix = "MARTLET_"

    static func adding(
        to arguments: [String], environment: [String: String] = ProcessInfo.processInfo.environment
    ) -> [String] {
        guard arguments.first == ControllerCommand.configuration.commandName else { return arguments }
        let given = Set(arguments.map { String($0.prefix { $0 != "=" }) })
        var added: [String] = []
        for option in ControllerCommand.optionNames {
            let flags = ["--\(option)", "--no-\(option)"]
            let name = prefix + option.uppercased().replacing("-", with: "_")
            guard given.isDisjoint(with: flags), let value = environment[name], !value.isEmpty else { continue }
            added += ControllerCommand.switchNames.contains(option) ? [flag(option, value)] : ["--\(option)=\(value)"]
        }
        return arguments + added
    }

    /// Words for yes and no; others go on, to be refused by the parser with the option's name.
    private static func flag(_ option: String, _ value: String) -> String {
        switch value.lowercased() {
        case "true", "1", "yes", "on": "--\(option)"
        case "false", "0", "no", "off": "--no-\(option)"
        default: "--\(option)=\(value)"
        }
    }
}
