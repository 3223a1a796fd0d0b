import Documents
import GitOpsAPI
import KubeModel
import KubeRuntime
import Sourcing
import Surroundings
import Testing
import TimeZones
import Windows

@testable import Controllers

@Suite("The board of windows") struct WindowBoardTests {
    private func board(isUsed: Bool = true) -> WindowBoard {
        WindowBoard(
            isUsed: isUsed, zones: ZoneFiles(folder: ZoneFiles.systemFolder), namespaces: NamespaceBook(),
            surroundings: .system)
    }

    private func window(_ name: String, _ selector: Value = [:], zone: String = "UTC") throws -> GitOpsWindow {
        try GitOpsWindow([
            "metadata": ["name": .string(name)],
            "spec": [
                "effect": "Deny", "recurring": ["cron": "@daily", "duration": "1h"], "timeZone": .string(zone),
                "selector": selector,
            ],
        ])
    }

    private func note(_ board: WindowBoard, _ window: GitOpsWindow) -> Set<ObjectKey> {
        board.note(window.metadata.key, window)
    }

    private func names(_ answer: WindowBoard.Answer) -> [[String]]? {
        guard case .rules(let groups) = answer else { return nil }
        return groups.map { $0.map(\.name) }
    }

    private let subject = WindowSubject(labels: ["tier": "front"], namespaces: ["shop", "apps"])

    @Test("knows nothing before windows are listed, and then what they say; where they are not used there are none")
    func knowledge() throws {
        let board = board()
        #expect(names(board.answer(for: subject)) == nil && !board.isEmpty)
        _ = board.note(.listed)
        #expect(names(board.answer(for: subject)) == [] && board.isEmpty)
        _ = board.note(.unknown("cannot be listed"))
        #expect(board.answer(for: subject) == .unknown("cannot be listed"))
        #expect(self.board(isUsed: false).isEmpty)
    }

    @Test("asks each namespace for itself")
    func groups() throws {
        let board = board()
        _ = board.note(.listed)
        _ = note(board, try window("all"))
        _ = note(board, try window("shop", ["namespaces": ["names": ["shop", "other"]]]))
        _ = note(board, try window("back", ["applications": ["matchLabels": ["tier": "back"]]]))
        _ = note(
            board, try window("none", ["namespaces": ["names": ["shop"]], "applications": ["matchLabels": ["a": "b"]]]))
        #expect(Set(names(board.answer(for: subject)) ?? []) == [["all"], ["all", "shop"]])
    }

    @Test("waits for labels where a window chooses by them; one that is not there yet counts with what it is to have")
    func labels() throws {
        let board = board()
        _ = board.note(.listed)
        _ = note(board, try window("labels", ["namespaces": ["selector": ["matchLabels": ["stage": "production"]]]]))
        #expect(names(board.answer(for: subject)) == nil)
        board.namespaces.store.fill(with: [
            ["metadata": ["name": "apps", "labels": ["stage": "production"]]], ["metadata": ["name": "shop"]],
        ]) { $0.labels }
        #expect(names(board.answer(for: subject)) == [["labels"]])
        var elsewhere = WindowSubject(namespaces: ["new"], expected: ["new": ["stage": "production"]])
        #expect(names(board.answer(for: elsewhere)) == [["labels"]])
        elsewhere = WindowSubject(namespaces: ["shop"], expected: ["shop": ["stage": "production"]])
        #expect(names(board.answer(for: elsewhere)) == [], "what is there counts as it is")
    }

    @Test("calls those that are held and that a change is about, and nobody else")
    func calls() throws {
        let board = board()
        _ = board.note(.listed)
        let (here, there) = (ObjectKey(namespace: "apps", name: "here"), ObjectKey(namespace: "x", name: "there"))
        board.setHeld(subject, here)
        board.setHeld(WindowSubject(namespaces: ["x"]), there)
        let only: Value = ["namespaces": ["names": ["shop"]]]
        #expect(note(board, try window("shop", only)) == [here])
        #expect(note(board, try window("shop", ["namespaces": ["names": ["x"]]])) == [here, there])
        #expect(board.note(ObjectKey(namespace: "", name: "shop"), nil) == [there])
        board.setHeld(nil, there)
        #expect(note(board, try window("all")) == [here])
        #expect(board.held(in: "shop") == [here] && board.held(in: "x").isEmpty)
    }

    @Test("holds by what cannot be read")
    func broken() throws {
        let ruling = WindowRuling(try window("w", zone: "Europe/Nowhere"), ZoneFiles(folder: ZoneFiles.systemFolder))
        #expect(ruling.flaw?.reason == "UnknownTimeZone" && ruling.rule.times == .fixed(isOpen: true))
        let unread = WindowRuling(
            try GitOpsWindow(["metadata": ["name": "w"], "spec": ["effect": "Maybe"]]), ZoneFiles(folder: ""))
        #expect(unread.flaw?.reason == "InvalidSpec" && unread.rule.actions == [.deploy])
        #expect(unread.selector.namespaces == nil && unread.selector.applications == nil)
    }
}
