internal import Documents

extension Report {
    /// How many objects a sentence names.
    static let named = 3

    static func waiting(count: Int, for leaving: [String]) -> String {
        let objects = count == 1 ? "1 object is" : "\(count) objects are"
        return "waits until \(objects) deleted" + (leaving.isEmpty ? "" : ": \(leaving.joined(separator: ", "))")
    }

    /// Names what an application lives by and is among its objects.
    static func holders(_ compared: ApplicationReport.Comparison) -> String {
        guard !compared.holders.isEmpty else { return "" }
        let some = compared.holders.prefix(named).map(\.description).joined(separator: ", ")
        let rest = compared.holders.count > named ? " and \(compared.holders.count - named) more" : ""
        return "; lives by some of them, which are never deleted with it: \(some)\(rest)"
    }
}
