import Documents
import Testing
import Windows

@testable import GitOpsAPI

@Suite("GitOpsWindow") struct WindowTests {
    @Test("those that use every field read and write the same", arguments: Samples.windows)
    func roundTrip(_ text: String) throws {
        let object = try Samples.read(text)
        let window = try GitOpsWindow(object)
        #expect(try window.spec.get().fieldValue == object["spec"])
        #expect(window.status.value == object["status"])
        #expect(try window.spec.get().validate().isEmpty)
    }

    @Test("the smallest is about deployments to everything, in UTC, and lets finish what has begun")
    func defaults() throws {
        let spec = try GitOpsWindow(Samples.read(Samples.smallestWindow)).spec.get()
        #expect(spec.applies == [.deploy] && spec.timeZone == "UTC" && spec.running == .finish)
        #expect(spec.selector == GitOpsWindow.Selector() && spec.validate().isEmpty)
    }

    @Test(
        "what the schema cannot say is told, with its place",
        arguments: [
            (#"{"effect": "Deny"}"#, "spec.recurring"),
            (#"{"effect": "Deny", "from": "2026-01-01T00:00:00Z"}"#, "spec.recurring"),
            (
                #"{"effect": "Deny", "from": "2026-01-01T00:00:00Z", "to": "2026-01-02T00:00:00Z", "recurring": {"cron": "@daily", "duration": "1h"}}"#,
                "spec.recurring"
            ), (#"{"effect": "Deny", "from": "2026-01-01T00:00:00Z", "to": "2026-01-01T00:00:00Z"}"#, "spec.to"),
            (#"{"effect": "Deny", "recurring": {"cron": "0 0 30 2 *", "duration": "1h"}}"#, "spec.recurring.cron"),
            (#"{"effect": "Deny", "recurring": {"cron": "@daily", "duration": "59s"}}"#, "spec.recurring.duration"),
            (
                #"{"effect": "Deny", "timeZone": "../etc", "recurring": {"cron": "@daily", "duration": "1h"}}"#,
                "spec.timeZone"
            ),
            (
                #"{"effect": "Deny", "applies": [], "recurring": {"cron": "@daily", "duration": "1h"}}"#,
                "spec.applies"
            ),
            (
                #"{"effect": "Deny", "selector": {"namespaces": {"names": ["A"]}}, "recurring": {"cron": "@daily", "duration": "1h"}}"#,
                "spec.selector.namespaces.names[0]"
            ),
        ])
    func problems(text: String, place: String) throws {
        let spec = try GitOpsWindow.Spec.record.read(try Samples.read(text), at: "spec")
        #expect(spec.validate().map(\.field) == [place])
    }
}
