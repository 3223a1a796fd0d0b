import Testing

/// Something that happens to applications, and what is to be seen of it in every world.
struct WorldScenario: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let play: @Sendable (Stage) async throws -> Void

    init(_ title: String, _ play: @escaping @Sendable (Stage) async throws -> Void) {
        testDescription = title
        self.play = play
    }

    static let all = changes + keeping + several + trouble
}
