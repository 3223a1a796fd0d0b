internal import Documents
internal import Sourcing
internal import Webhooks

/// Why a receiver takes nothing.
struct ReceiverFlaw: Error, Sendable, Hashable {
    var reason: String
    var message: String
    /// Nothing will happen before the receiver itself is changed.
    var isStalled: Bool
    /// It passes by itself.
    var isTransient: Bool

    init(_ reason: String, _ message: String, isStalled: Bool = false, isTransient: Bool = false) {
        self.reason = reason
        self.message = message
        self.isStalled = isStalled
        self.isTransient = isTransient
    }
}

/// What a Secret holds for a receiver.
enum ReceiverSecret {
    /// One may take the other's place: senders have the old one for a while.
    private static let names = ["token", "token.next"]
    /// What is shorter can be tried out.
    static let shortest = 16

    static func keys(_ secret: Value, named name: String) -> Result<[WebhookKey], ReceiverFlaw> {
        func flaw(_ what: String) -> Result<[WebhookKey], ReceiverFlaw> {
            .failure(ReceiverFlaw("InvalidSecret", "the Secret \(name) cannot be used: \(what)"))
        }
        do throws(SecretEntries.Invalid) {
            let entries = try SecretEntries(secret)
            let tokens = names.compactMap { entries[$0] }
            guard !tokens.isEmpty else { return flaw("it has no key 'token'") }
            guard tokens.allSatisfy({ $0.utf8.count >= shortest }) else {
                return flaw("what it holds under 'token' and 'token.next' must have at least \(shortest) characters")
            }
            return .success(tokens.map { WebhookKey($0) })
        } catch {
            return flaw(error.message)
        }
    }
}
