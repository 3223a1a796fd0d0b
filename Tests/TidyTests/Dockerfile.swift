/// The instructions of a Dockerfile: one line each, with continued lines joined and comments left out.
struct Dockerfile {
    struct Instruction: Equatable {
        var word: String
        var arguments: String
    }

    let instructions: [Instruction]

    init(_ text: String) {
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("#") }.joined(separator: "\n")
        instructions = lines.replacing("\\\n", with: " ").split(separator: "\n").compactMap { line in
            let parts = line.split(separator: " ", maxSplits: 1)
            guard parts.count == 2 else { return nil }
            return Instruction(word: String(parts[0]), arguments: String(parts[1]))
        }
    }

    /// The images that stages start from, other stages left out.
    var bases: [String] {
        let words = instructions.filter { $0.word == "FROM" }
            .map { $0.arguments.split(separator: " ").map(String.init) }
        let stages = Set(words.filter { $0.count == 3 }.map { $0[2] })
        return words.compactMap(\.first).filter { !stages.contains($0) }
    }

    /// What the image itself is made by: the last stage.
    var finalStage: [Instruction] {
        Array(instructions[(instructions.lastIndex { $0.word == "FROM" } ?? 0)...])
    }
}
