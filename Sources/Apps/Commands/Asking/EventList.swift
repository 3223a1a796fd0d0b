package import Documents
internal import GitOpsAPI
package import KubeClient
internal import KubeModel
internal import Surroundings

/// `events`: what happened to an application.
package struct EventList: Sendable {
    private let client: KubeClient
    private let console: Console

    package init(_ client: KubeClient, _ console: Console) {
        self.client = client
        self.console = console
    }

    private static let type = ResourceType(
        gvk: GroupVersionKind(group: "events.k8s.io", version: "v1", kind: "Event"), plural: "events",
        namespaced: true, verbs: ["list"])

    /// - Parameter isOfWarnings: whether those that are no warnings are left out.
    package func show(_ key: ObjectKey, isOfWarnings: Bool, _ form: DataForm) async throws(CommandError) {
        let events = try await events(of: key).filter { !isOfWarnings || $0.type == "Warning" }
        guard form == .text else {
            return console.write(form.text(of: ["items": .array(events.map(\.told))]))
        }
        guard !events.isEmpty else { return console.note("no events of \(key.name)") }
        let now = Int64(client.surroundings.secondsSince1970)
        let rows = events.map { [Age.text(since: $0.last, now: now), $0.type, $0.reason, $0.text] }
        let table = TextTable(header: ["LAST SEEN", "TYPE", "REASON", "MESSAGE"], rows: rows)
        console.write(table.written(on: console, hasHeader: true))
    }

    /// Oldest first, as `kubectl events` has them.
    private func events(of key: ObjectKey) async throws(CommandError) -> [SeenEvent] {
        do throws(KubeError) {
            let selector = "regarding.kind=\(GitOpsApplication.kind),regarding.name=\(key.name)"
            let reader = try client.pages(
                of: Self.type, namespace: key.namespace, labelSelector: nil, fieldSelector: selector, pageSize: 500)
            var (pages, events) = (reader, [SeenEvent]())
            while let page = try await pages.next() {
                if page.beginsAnew { events = [] }
                events += page.objects.map(SeenEvent.init)
            }
            return events.sorted { ($0.last?.microseconds ?? 0) < ($1.last?.microseconds ?? 0) }
        } catch {
            throw CommandError("cannot read events of \(key)", error)
        }
    }
}

/// An Event, as far as it is shown.
private struct SeenEvent {
    var type: String
    var reason: String
    var note: String
    var count: Int
    var last: KubeTime?

    init(_ event: Value) {
        type = event["type"]?.string ?? ""
        reason = event["reason"]?.string ?? ""
        note = event["note"]?.string ?? ""
        count = event.at("series", "count")?.integer ?? event["deprecatedCount"]?.integer ?? 1
        let times = [event.at("series", "lastObservedTime"), event["eventTime"], event["deprecatedLastTimestamp"]]
        last = times.lazy.compactMap { $0?.string.flatMap { KubeTime($0) } }.first
    }

    var text: String { count > 1 ? "\(note) (\(count) times)" : note }

    var told: Value {
        var value: Value = [
            "type": .string(type), "reason": .string(reason), "message": .string(note), "count": .integer(count),
        ]
        if let last { value["lastSeen"] = .string(last.description) }
        return value
    }
}
