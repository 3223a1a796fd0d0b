import Controllers
import Documents
import FoundationEssentials

/// The name by which the program was called, and what follows from it.
enum Program {
    /// As help shows it: kubectl runs its plugins by names such as `kubectl-martlet`.
    static let name = isPlugin ? "kubectl martlet" : "martlet"

    static let isPlugin =
        CommandLine.arguments.first.map { $0.split(separator: "/").last == "kubectl-martlet" } ?? false

    /// The namespace that the usual installation is in.
    static let home = "martlet-system"

    /// Where that has its prices, if it has any.
    static let priceTable = ObjectKey(namespace: home, name: Settings.usualPriceTable)
}
