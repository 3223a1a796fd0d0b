/// What a live object that was made as a hook says of itself.
package struct HookMark: Sendable, Hashable {
    /// How far it has come.
    package enum Outcome: Sendable, Hashable {
        case running(String)
        case succeeded
        case failed(String)
    }

    /// The annotation that names the run it was made for.
    package static let annotation = "gitops.martlet.dev/hook-run"
    /// Keeps an object from vanishing before its outcome is written down, for instance by a Job's time to live.
    package static let finalizer = "gitops.martlet.dev/hook"

    /// Which attempt of which operation it was made for.
    package var run: String
    /// Whether `finalizer` is on it.
    package var isHeld: Bool
    package var outcome: Outcome

    package init(run: String, isHeld: Bool, outcome: Outcome) {
        self.run = run
        self.isHeld = isHeld
        self.outcome = outcome
    }
}
