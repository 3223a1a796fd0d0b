internal import Documents
internal import Planning
internal import Sourcing

/// What is open in the journal of what is about to be applied, and what is known of the Secret that holds it.
struct JournalContent: Sendable {
    /// Of all texts; packed they take a fifth of that, and a Secret has room for a megabyte.
    private static let room = 1 << 20
    /// Of the texts of a namespace's applications, so that none fills the journal, which each request sends whole.
    private static let share = room / 4
    /// Of a text: some hundred objects. More of one application go by its status, which then also shows that it is under way.
    private static let longestText = 32 << 10

    private struct Intent {
        var content: OpenIntent
        /// As it stands in the Secret.
        var text: String
    }

    private var intents: [KeptSecret.Owner: [String: Intent]] = [:]
    private var bytes = 0
    private var bytesOfNamespaces: [String: Int] = [:]
    /// What was closed, and may be in the Secret still.
    private var closed: Set<String> = []
    /// What the Secret holds, as far as we know.
    private var stored: [String] = []
    /// Whether what others left is known.
    var isRead = false
    /// Of the Secret, as we know it; nil where there is none.
    private(set) var version: String?

    var owners: [KeptSecret.Owner] { Array(intents.keys) }
    /// Whether the Secret is to hold something else than it does.
    var isNews: Bool { texts != stored }
    /// What the Secret is to hold; the same content gives the same.
    var texts: [String] { intents.values.flatMap(\.values).map(\.text).sorted() }

    /// What is open over a status; nil for nothing.
    func intent(_ key: IntentKey) -> OpenIntent? { intents[key.owner]?[key.base]?.content }

    /// All that is open of an application, over whatever status.
    func intents(of owner: KeptSecret.Owner) -> Inventory? {
        intents[owner].map { $0.values.reduce(Inventory()) { $0.union($1.content.inventory) } }
    }

    /// Opens what an application is about to apply, besides what is open. False where there is no room for it.
    mutating func note(_ content: OpenIntent, _ key: IntentKey) -> Bool {
        let intent = joined(content, key)
        let size = intent.text.utf8.count
        let used = bytesOfNamespaces[key.owner.application.namespace, default: 0]
        guard size <= Self.longestText, bytes + size <= Self.room, used + size <= Self.share else { return false }
        set(intent, key)
        return true
    }

    /// Status speaks of all that an application was about to apply. False where nothing of it was open.
    mutating func close(_ owner: KeptSecret.Owner) -> Bool {
        guard let open = intents[owner] else { return false }
        for (base, intent) in open {
            set(nil, IntentKey(owner: owner, base: base))
            closed.insert(intent.text)
        }
        return true
    }

    /// Takes in what the Secret holds: it is another process's, or was ours, and somebody has to see to it.
    mutating func take(_ read: [IntentKey: OpenIntent], version: String?) {
        isRead = true
        self.version = version
        stored = []
        for (key, content) in read {
            let text = JournalSecret.text(of: content, for: key)
            stored.append(text)
            if !closed.contains(text) { set(joined(content, key, isOlder: true), key) }
        }
        stored.sort()
    }

    /// The Secret holds what was open then.
    mutating func noteWritten(_ content: JournalContent, version: String?) {
        self.version = version
        stored = content.texts
        closed.subtract(content.closed)
    }

    /// Nothing is known of the Secret.
    mutating func forgetSecret() {
        isRead = false
        version = nil
        closed = []
        stored = []
    }

    /// - Parameter isOlder: whether what is open already was written after it.
    private func joined(_ content: OpenIntent, _ key: IntentKey, isOlder: Bool = false) -> Intent {
        var whole = content
        if let open = intent(key) {
            whole.inventory = open.inventory.union(content.inventory)
            whole.deployment = isOlder ? open.deployment ?? content.deployment : content.deployment ?? open.deployment
        }
        return Intent(content: whole, text: JournalSecret.text(of: whole, for: key))
    }

    private mutating func set(_ intent: Intent?, _ key: IntentKey) {
        let (owner, base) = (key.owner, key.base)
        let growth = (intent?.text.utf8.count ?? 0) - (intents[owner]?[base]?.text.utf8.count ?? 0)
        bytes += growth
        let used = bytesOfNamespaces[owner.application.namespace, default: 0] + growth
        bytesOfNamespaces[owner.application.namespace] = used > 0 ? used : nil
        intents[owner, default: [:]][base] = intent
        if intents[owner]?.isEmpty ?? false { intents[owner] = nil }
    }
}
