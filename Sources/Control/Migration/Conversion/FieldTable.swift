internal import Documents

/// Collects what is to be said of the fields of one object, at the place where reading has come to.
struct FieldNotes {
    let object: ObjectID
    private(set) var notes: [MigrationNote] = []
    private var path: [String]

    init(_ object: ObjectID, at path: String...) {
        self.object = object
        self.path = path
    }

    /// More notes say nothing new: an object may have any number of fields.
    private static let most = 500

    mutating func add(_ severity: MigrationNote.Severity, _ message: String) {
        guard notes.count < Self.most else { return }
        notes.append(MigrationNote(severity, object, path.joined(separator: ".").cut(to: 256), message))
    }

    /// Says something of a field below.
    mutating func add(_ severity: MigrationNote.Severity, at step: String, _ message: String) {
        inside(step) { $0.add(severity, message) }
    }

    /// What is said inside is about a field of this name.
    mutating func inside(_ step: String, _ work: (inout FieldNotes) -> Void) {
        path.append(step)
        work(&self)
        path.removeLast()
    }
}

/// What has been made of a mapping so far.
struct Draft: Sendable {
    /// In our words.
    var made: Value = [:]
    /// What is decided on once all is read, by the names of their fields.
    var aside = Object()

    /// - Parameter place: the way to a field, with dots.
    mutating func set(_ place: String, to value: Value?) {
        let pointer = Pointer(tokens: place.split(separator: ".").map(String.init))
        guard let value else {
            made.remove(pointer)
            return
        }
        made.set(pointer, to: value)
    }

    func text(_ name: String) -> String { aside[name]?.string ?? "" }
    func flag(_ name: String) -> Bool { aside[name]?.bool ?? false }
}

/// What becomes of the fields of a mapping in another tool's object: one rule for each field that is known. What has none is
/// told, so that nothing is lost without a word.
struct FieldTable: Sendable {
    enum Rule: Sendable {
        /// Ours has the same, there.
        case becomes(String)
        /// Ours has the same list there, of mappings that a table of their own reads.
        case list(String, FieldTable)
        case within(FieldTable)
        /// It is decided on once all is read.
        case aside
        /// What it says is so here whatever it says, or is no matter of ours.
        case inherent
        case says(MigrationNote.Severity, String)
        case reads(@Sendable (Value, inout Draft, inout FieldNotes) -> Void)
    }

    private let rules: [String: Rule]

    init(_ rules: [String: Rule]) { self.rules = rules }

    /// Reads a mapping into what is made of it.
    func read(_ value: Value?, into draft: inout Draft, _ notes: inout FieldNotes) {
        guard let value, !value.isNull else { return }
        guard let members = value.object else {
            return notes.add(.blocks, "must be a mapping, and is a \(value.kindName)")
        }
        for (name, member) in members where !member.isNull {
            notes.inside(name) { read(name, member, into: &draft, &$0) }
        }
    }

    private func read(_ name: String, _ member: Value, into draft: inout Draft, _ notes: inout FieldNotes) {
        switch rules[name] {
        case .becomes(let place): draft.set(place, to: member)
        case .list(let place, let table): draft.set(place, to: table.elements(member, &notes))
        case .within(let table): table.read(member, into: &draft, &notes)
        case .aside: draft.aside[name] = member
        case .inherent: break
        case .says(let severity, let message): if !member.saysNothing { notes.add(severity, message) }
        case .reads(let read): read(member, &draft, &notes)
        case nil: if !member.saysNothing { notes.add(.dropped, "is a field that Martlet does not know") }
        }
    }

    /// Each element of a list as this table makes it.
    func elements(_ value: Value, _ notes: inout FieldNotes) -> Value? {
        guard let elements = value.array else {
            notes.add(.blocks, "must be a list, and is a \(value.kindName)")
            return nil
        }
        var made: [Value] = []
        for (index, element) in elements.enumerated() {
            var draft = Draft()
            notes.inside("\(index)") { read(element, into: &draft, &$0) }
            made.append(draft.made)
        }
        return .array(made)
    }
}

extension Value {
    /// Whether a field means as much as one that is not there, in most objects.
    var saysNothing: Bool {
        switch self {
        case .null, .bool(false), .string(""): true
        case .array(let elements): elements.isEmpty
        case .object(let members): members.isEmpty
        case .bool, .integer, .double, .string: false
        }
    }
}
