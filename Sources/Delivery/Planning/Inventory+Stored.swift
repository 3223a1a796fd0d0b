internal import Archives
package import Documents
internal import FoundationEssentials

/// The stored form: `{"entries": […]}`, an entry for each object.
///
/// A large inventory is packed into the only entry of that list, `{"id": "packed", "v": "gzip", "h": "<base64>"}`, which holds
/// the stored form as JSON. That is an entry by the schema, so that a server with an older definition of the resource
/// keeps it; and none by its identity, so that an older program refuses it instead of finding nothing.
extension Inventory {
    private static let packedID = "packed"
    private static let packing = "gzip"
    /// As JSON, up to which it is stored for people to read: about a thousand objects.
    private static let plainBytes = 128 << 10
    /// Of the stored form. A request to etcd has 1.5 MiB, of which specification and conditions want their part.
    private static let storedBytes = 1 << 20
    /// Of what is packed: no more is written, and no more is ever made of what is read. Room for what fits packed, with
    /// names of ordinary length.
    private static let unpackedBytes = 16 << 20
    /// Brackets, braces and commas of what is packed: what bounds the values that are made of it. An entry has five.
    private static let unpackedMarks = 500_000

    /// Reads the stored form; nil and null are an empty inventory.
    ///
    /// Throws rather than leaving out what it cannot read: an entry lost is an object that is never deleted.
    /// - Parameter known: an inventory that was read before; nothing is unpacked where it is stored in the same way.
    package init(_ value: Value?, known: Inventory? = nil) throws(PlanningError) {
        if let known, let packed = known.packed, packed == value {
            self = known
            return
        }
        guard let value, let packed = try Self.packedText(in: value) else {
            self.init(try Self.entries(in: value))
            return
        }
        self.init(try Self.entries(in: try Self.unpacked(packed)))
        self.packed = value
    }

    /// Whether it was read from a packed form and not changed since.
    package var isPacked: Bool { packed != nil }

    /// The stored form, packed where it is large.
    package var value: Value {
        if let packed { return packed }
        let plain = plainValue
        return Self.stored(plain, plain.jsonBytes())
    }

    /// Why there is no room in a status for the stored form once all that is only intended is settled; nil: there is. To
    /// be asked before anything is applied, because afterwards it is too late to find that out.
    package var shortage: String? {
        var settled = self
        // Hashes do not compress: these are as good as the true ones.
        var hash: UInt64 = 0x9E37_79B9_7F4A_7C15
        func next() -> UInt64 {
            hash = (hash ^ (hash >> 31)) &* 0xBF58_476D_1CE4_E5B9 &+ 0x9E37_79B9_7F4A_7C15
            return hash ^ (hash >> 29)
        }
        for entry in entries where entry.settled == nil {
            settled.settle(entry.id, version: entry.version, manifest: next(), projection: next())
        }
        let plain = settled.plainValue
        let bytes = plain.jsonBytes()
        let stored = Self.stored(plain, bytes).jsonBytes().count
        guard stored > Self.storedBytes || bytes.count > Self.unpackedBytes else { return nil }
        return "the names and digests of \(count) objects take \(stored) bytes of the application's status, "
            + "where at most \(Self.storedBytes) fit"
    }
}

extension Inventory {
    private var plainValue: Value { ["entries": .array(entries.map(\.value))] }

    private static func stored(_ plain: Value, _ bytes: [UInt8]) -> Value {
        // What cannot be packed for want of memory is stored as it is; the server then says whether it takes it.
        guard bytes.count > plainBytes, let packed = try? Gzip.compress(bytes) else { return plain }
        let text = Data(packed).base64EncodedString()
        return ["entries": [["id": .string(packedID), "v": .string(packing), "h": .string(text)]]]
    }

    private static func packedText(in value: Value) throws(PlanningError) -> String? {
        guard let entries = value["entries"]?.array, entries.count == 1, entries[0]["id"]?.string == packedID else {
            return nil
        }
        guard entries[0]["v"]?.string == packing, let text = entries[0]["h"]?.string else {
            throw PlanningError(.malformedInventory, "the inventory is packed in a way that is not known here")
        }
        return text
    }

    private static func unpacked(_ text: String) throws(PlanningError) -> Value {
        func malformed(_ why: String) -> PlanningError {
            PlanningError(.malformedInventory, "the packed inventory \(why)")
        }
        guard text.utf8.count <= unpackedBytes, let bytes = Data(base64Encoded: text) else {
            throw malformed("is not base64")
        }
        let json: [UInt8]
        do { json = try Gzip.decompress(Array(bytes), limit: unpackedBytes) } catch { throw malformed(error.message) }
        guard json.count(where: isMark) <= unpackedMarks else { throw malformed("holds too much") }
        do { return try JSON.parse(json, limits: .response) } catch { throw malformed("is not JSON: \(error.message)") }
    }

    private static func isMark(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ",") || byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[")
    }

    private static func entries(in value: Value?) throws(PlanningError) -> [InventoryEntry] {
        guard let value, !value.isNull else { return [] }
        guard value.object != nil else {
            throw PlanningError(.malformedInventory, "the inventory is a \(value.kindName), not a mapping")
        }
        guard let entries = value["entries"], !entries.isNull else { return [] }
        guard let entries = entries.array else {
            throw PlanningError(.malformedInventory, "the inventory's entries are no list")
        }
        var read: [InventoryEntry] = []
        read.reserveCapacity(entries.count)
        for value in entries { read.append(try InventoryEntry(value)) }
        return read
    }
}
