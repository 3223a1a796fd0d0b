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
        var inventory: Inventory
        /// As it stands in the Secret.
        var text: String
    }

    private var intents: [KeptSecret.Owner: Intent] = [:]
    private var bytes = 0
    private var bytesOfNamespaces: [String: Int] = [:]
    /// What was closed, and may be in the Secret still.
    private var closed: Set<String> = []
    /// Whether what others left is known.
    var isRead = false
    /// Of the Secret, as we know it; nil where there is none.
    private(set) var version: String?

    var owners: [KeptSecret.Owner] { Array(intents.keys) }
    /// Whether what is closed may be in the Secret still.
    var holdsClosed: Bool { !closed.isEmpty }
    /// What the Secret is to hold; the same content gives the same.
    var texts: [String] { intents.values.map(\.text).sorted() }

    func intent(of owner: KeptSecret.Owner) -> Inventory? { intents[owner]?.inventory }

    /// Opens what an application is about to apply, besides what is open. False where there is no room for it.
    mutating func note(_ inventory: Inventory, of owner: KeptSecret.Owner) -> Bool {
        let intent = joined(inventory, of: owner)
        let size = intent.text.utf8.count
        let used = bytesOfNamespaces[owner.application.namespace, default: 0]
        guard size <= Self.longestText, bytes + size <= Self.room, used + size <= Self.share else { return false }
        set(intent, of: owner)
        return true
    }

    /// False where nothing of the application was open.
    mutating func close(_ owner: KeptSecret.Owner) -> Bool {
        guard let intent = intents[owner] else { return false }
        set(nil, of: owner)
        closed.insert(intent.text)
        return true
    }

    /// The server was put back to an earlier state: what was closed since may count again.
    mutating func reread() {
        isRead = false
        closed = []
    }

    /// Takes in what the Secret holds: it is another process's, or was ours, and somebody has to see to it.
    mutating func take(_ read: [KeptSecret.Owner: Inventory], version: String?) {
        isRead = true
        self.version = version
        for (owner, inventory) in read where !closed.contains(JournalSecret.text(of: inventory, for: owner)) {
            set(joined(inventory, of: owner), of: owner)
        }
    }

    /// The Secret holds what was open then.
    mutating func noteWritten(_ content: JournalContent, version: String?) {
        self.version = version
        closed.subtract(content.closed)
    }

    /// Nothing is known of the Secret, and nobody asks.
    mutating func giveUp() {
        isRead = true
        version = nil
        closed = []
    }

    private func joined(_ inventory: Inventory, of owner: KeptSecret.Owner) -> Intent {
        let whole = intents[owner]?.inventory.union(inventory) ?? inventory
        return Intent(inventory: whole, text: JournalSecret.text(of: whole, for: owner))
    }

    private mutating func set(_ intent: Intent?, of owner: KeptSecret.Owner) {
        let growth = (intent?.text.utf8.count ?? 0) - (intents[owner]?.text.utf8.count ?? 0)
        bytes += growth
        let used = bytesOfNamespaces[owner.application.namespace, default: 0] + growth
        bytesOfNamespaces[owner.application.namespace] = used > 0 ? used : nil
        intents[owner] = intent
    }
}
