package import Documents

/// What is remembered of one object that an application applied, or is about to apply.
///
/// Its stored form is `{"id": "<namespace>_<name>_<group>_<kind>", "v": "<version>", "h": "<32 hex digits>"}`; `h`
/// holds both hashes of `settled`, and a letter behind them where it has ended, and is absent while `settled` is nil.
package struct InventoryEntry: Sendable, Hashable {
    /// An apply that is known to have succeeded: what was applied, and what the object looked like right after it.
    ///
    /// Two hashes instead of one, because a changed manifest and a drifted object are treated differently where
    /// `selfHeal` is off.
    package struct Settled: Sendable, Hashable {
        /// The digest of the manifest as it was applied.
        package var manifest: UInt64
        /// The hash of the live object's fields that we own.
        package var projection: UInt64
        /// How what was applied came to its end, where it is something that runs once.
        package var finish: Finish?

        package init(manifest: UInt64, projection: UInt64, finish: Finish? = nil) {
            self.manifest = manifest
            self.projection = projection
            self.finish = finish
        }
    }

    package var id: ObjectID
    /// The version part of the object's apiVersion, for instance `v1`.
    package var version: String
    /// Nil from the moment an apply is intended until it is known to have succeeded.
    package var settled: Settled?

    package init(id: ObjectID, version: String, settled: Settled?) {
        self.id = id
        self.version = version
        self.settled = settled
    }
}

extension InventoryEntry {
    package init(_ value: Value) throws(PlanningError) {
        guard let text = value["id"]?.string, let version = value["v"]?.string else {
            throw PlanningError(.malformedInventory, "an inventory entry has no id or no version")
        }
        guard let id = ObjectID(inventoryText: text) else {
            throw PlanningError(.malformedInventory, "the inventory entry “\(text)” has no readable id")
        }
        self.init(id: id, version: version, settled: nil)
        guard let hashes = value["h"] else { return }
        guard let settled = hashes.string.flatMap(Settled.init(text:)) else {
            throw PlanningError(.malformedInventory, "the inventory entry “\(text)” has no readable hash")
        }
        self.settled = settled
    }

    package var value: Value {
        var value: Value = ["id": .string(id.inventoryText), "v": .string(version)]
        if let settled { value["h"] = .string(settled.text) }
        return value
    }
}

extension InventoryEntry.Settled {
    private static let digits = 16

    /// Exactly 32 lower-case hexadecimal digits, the manifest's hash and then the projection's; then a letter, or not.
    fileprivate init?(text: String) {
        let hashes = text.utf8.prefix(2 * Self.digits)
        let rest = text.utf8.dropFirst(2 * Self.digits)
        let finish = Finish(rawValue: String(Substring(rest)))
        guard hashes.count == 2 * Self.digits, hashes.allSatisfy(Self.isDigit), rest.isEmpty || finish != nil,
            let manifest = UInt64(Substring(hashes.prefix(Self.digits)), radix: 16),
            let projection = UInt64(Substring(hashes.suffix(Self.digits)), radix: 16)
        else { return nil }
        self.init(manifest: manifest, projection: projection, finish: finish)
    }

    fileprivate var text: String { Self.hex(manifest) + Self.hex(projection) + (finish?.rawValue ?? "") }

    private static func hex(_ number: UInt64) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: digits - text.utf8.count) + text
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
}

extension ObjectID {
    /// `<namespace>_<name>_<group>_<kind>`. Names of some kinds (RBAC's, for instance) may hold `_`, so `_` and `%`
    /// inside a part are escaped and the text reads back without doubt.
    package var inventoryText: String {
        [namespace, name, group, kind].map(Self.escape).joined(separator: "_")
    }

    /// Nil for everything that `inventoryText` would not have written.
    package init?(inventoryText text: String) {
        // In bytes: a combining mark at the start of a part would hide the separator in front of it from `Character`s.
        let parts = text.utf8.split(separator: UInt8(ascii: "_"), omittingEmptySubsequences: false)
        guard parts.count == 4, let namespace = Self.unescape(parts[0]), let name = Self.unescape(parts[1]),
            let group = Self.unescape(parts[2]), let kind = Self.unescape(parts[3]), !name.isEmpty, !kind.isEmpty
        else { return nil }
        self.init(group: group, kind: kind, namespace: namespace, name: name)
    }

    private static func escape(_ part: String) -> String {
        guard part.utf8.contains(where: { $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "%") }) else { return part }
        return part.unicodeScalars.reduce(into: "") { text, scalar in
            switch scalar {
            case "_": text += "%5F"
            case "%": text += "%25"
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    private static func unescape(_ part: Substring.UTF8View) -> String? {
        var pieces = part.split(separator: UInt8(ascii: "%"), omittingEmptySubsequences: false)[...]
        var text = String(Substring(pieces.popFirst() ?? part))
        for piece in pieces {
            switch Array(piece.prefix(2)) {
            case Array("5F".utf8): text += "_"
            case Array("25".utf8): text += "%"
            default: return nil
            }
            text.unicodeScalars.append(contentsOf: Substring(piece.dropFirst(2)).unicodeScalars)
        }
        return text
    }
}
