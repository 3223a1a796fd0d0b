internal import Applying
internal import Documents
internal import Explaining

/// What a person asks for by the annotation `restore`: the first word is anything new, the second names the deployment; behind it
/// perhaps `--dry-run`, and the only objects that are meant, as `KIND/NAME` or `KIND/NAMESPACE/NAME`.
struct RestoreRequest: Sendable, Hashable {
    /// In bytes. Status repeats it.
    static let longest = 4_096
    /// In bytes, of what is shown of a word that means nothing.
    private static let longestShown = 80
    private static let trial = "--dry-run"

    private let text: String

    init(_ text: String) { self.text = text }

    /// As status has it once it was acted on.
    var key: String { text.visible.cut(to: Self.longest) }

    /// The deployment that is named, for whoever is told of the request; empty where none is.
    var deployment: String { words.dropFirst().first.map { $0.visible.cut(to: 253) } ?? "" }

    var isTrial: Bool { words.contains(Self.trial) }

    private var words: [String] { text.split { $0 == " " || $0 == "," || $0 == "\n" }.map(String.init) }

    /// The objects that are named; empty for all.
    func names() throws(ObjectRequest.Refused) -> [NamedObject] {
        guard text.utf8.count <= Self.longest else {
            throw ObjectRequest.Refused("the annotation is longer than \(Self.longest) bytes; name fewer objects")
        }
        guard !deployment.isEmpty else {
            throw ObjectRequest.Refused(
                "no deployment is named: write anything new first, and then the name of a GitOpsDeployment")
        }
        var names: [NamedObject] = []
        for word in words.dropFirst(2) where word != Self.trial {
            guard let name = NamedObject(word) else {
                throw ObjectRequest.Refused(
                    "'\(word.visible.cut(to: Self.longestShown))' is neither KIND/NAME nor KIND/NAMESPACE/NAME")
            }
            if !names.contains(name) { names.append(name) }
        }
        return names
    }

    /// Of what is kept that which is meant.
    static func choose(
        _ names: [NamedObject], from kept: [Keepsake]
    ) throws(ObjectRequest.Refused) -> [Keepsake] {
        guard !names.isEmpty else { return kept }
        for name in names where !kept.contains(where: { name.isMeant($0.id, nil) }) {
            throw ObjectRequest.Refused("no \(name) is kept of it; it has \(Report.names(kept.map(\.id)))")
        }
        return kept.filter { keepsake in names.contains { $0.isMeant(keepsake.id, nil) } }
    }
}
