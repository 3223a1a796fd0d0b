internal import Applying
internal import Digests
internal import Documents
internal import Explaining
internal import GitOpsAPI
internal import Operating
internal import Planning

/// What a person asks for by the annotation `syncObjects`: the first word is anything new, the objects follow, as `KIND/NAME` or
/// `KIND/NAMESPACE/NAME`, the kind perhaps with its group behind a dot, with spaces or commas between them.
struct ObjectRequest: Sendable, Hashable {
    /// In bytes. Status repeats it.
    static let longest = 4_096
    /// In bytes, of what is no list of objects.
    static let longestShown = 80

    private let text: String

    init(_ text: String) { self.text = text }

    /// As status has it once it was acted on.
    var key: String { text.visible.cut(to: Self.longest) }

    /// The objects, as they are named.
    func names() throws(Refused) -> [NamedObject] {
        guard text.utf8.count <= Self.longest else {
            throw Refused("the annotation is longer than \(Self.longest) bytes; name fewer objects")
        }
        let words = text.split { $0 == " " || $0 == "," || $0 == "\n" }.map(String.init)
        var names: [NamedObject] = []
        for word in words.dropFirst() {
            guard let name = NamedObject(word) else {
                throw Refused(
                    "'\(word.visible.cut(to: Self.longestShown))' is neither KIND/NAME nor KIND/NAMESPACE/NAME")
            }
            if !names.contains(name) { names.append(name) }
        }
        guard !names.isEmpty else {
            throw Refused("no objects are named: write anything new first, and then objects as KIND/NAME")
        }
        guard names.count <= Operation.mostObjects else {
            throw Refused("more than \(Operation.mostObjects) objects are named; name fewer, or ask for a sync of all")
        }
        return names
    }

    /// Why nothing is applied, on what, and what to do.
    struct Refused: Error {
        var why: String

        init(_ why: String) { self.why = why }
    }
}

extension ObjectRequest {
    /// The objects that are meant, each of which a plan is about to apply.
    ///
    /// - Parameter held: objects that are left alone for now.
    static func objects(
        _ names: [NamedObject], in plan: Plan, _ premises: Premises, held: Set<ObjectID>
    ) throws(Refused) -> Set<ObjectID> {
        var chosen: Set<ObjectID> = []
        for name in names {
            let id = try object(name, premises)
            let others = plan.kept + plan.blocked
            if let stays = others.first(where: { $0.id == id }) { throw Refused("\(id) \(stays.action)") }
            guard !held.contains(id) else {
                throw Refused(
                    "\(id) is left alone for now, because applying it failed or was undone again and again; ask again later"
                )
            }
            chosen.insert(id)
        }
        return chosen
    }

    private static func object(_ name: NamedObject, _ premises: Premises) throws(Refused) -> ObjectID {
        var meant: [ObjectID] = []
        for object in premises.desired where name.isMeant(object.id, nil) && !meant.contains(object.id) {
            meant.append(object.id)
        }
        if meant.count == 1 { return meant[0] }
        guard meant.isEmpty else {
            throw Refused("\(name) is any of \(Report.names(meant)); say which, as KIND.GROUP/NAMESPACE/NAME")
        }
        if let problem = premises.problems.first(where: { name.isMeant($0.id, nil) }) {
            throw Refused("\(problem.id): \(problem.message)")
        }
        if premises.hooks.contains(where: { name.isMeant($0.id, nil) }) {
            throw Refused("\(name) is a hook, which runs with a sync of all objects only")
        }
        throw Refused("the source has no object \(name); see what it has with `kubectl martlet render app`")
    }
}

extension Operation.Target {
    /// Of some objects it is another target than of all.
    mutating func limit(to names: [String]) {
        guard !names.isEmpty else { return }
        objects = names
        var builder = Digest.Builder()
        for part in [digest] + names { builder.add(part) }
        digest = builder.finish().hex
    }
}
