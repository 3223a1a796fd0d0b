extension Rules {
    /// The edges: where the program meets the machine, and modules that are one. The rest takes time and chance as
    /// `Surroundings`.
    private static let edges: Set<String> = [
        "ChartSources", "Git", "LogOutput", "Processes", "Surroundings", "TemplateFunctions", "Transport",
    ]

    static func noOwnClock(_ file: SourceFile) -> [Violation] {
        guard file.isProduct, !file.path.hasPrefix("Sources/Apps/"), !edges.contains(file.module) else { return [] }
        return file.violations(
            "take time and chance from the Surroundings that are handed down, so that tests decide both"
        ) { line in
            line.contains(
                /Task\.sleep|ContinuousClock|SuspendingClock|SystemRandomNumberGenerator|(?:^|\W)(?:Date|UUID)\(\)/
            )
                || (line.contains(/\.(?:random\(in:|(?:random|randomElement|shuffled|shuffle)\(\))/)
                    && !line.contains("using:"))
        }
    }
}
