package import Documents
internal import KubeModel

/// A field of ours that somebody else has changed since we applied it, as the records of who holds what have it.
///
/// Whoever writes another value becomes the holder in our place, so no values are looked at: it holds for Secrets, and whatever
/// form a server gives to values.
package struct LostField: Sendable, Hashable {
    /// As the server names it, for instance `.spec.ports[name="http"].port`.
    package var name: String
    /// Nil where the field is gone, and with it the record of who took it away.
    package var holder: Holder?

    /// Who holds it now.
    package struct Holder: Sendable, Hashable {
        package var manager: String
        /// When it last wrote something.
        package var time: String
    }

    /// Those of one object, which are few: where somebody holds any, not those that are gone, because a server also leaves out
    /// what it does not know.
    ///
    /// - Parameter manifest: as we applied it.
    package static func all(of manifest: Value, in live: Value, manager: String) -> [LostField] {
        let entries = FieldsEntry.all(of: live)
        guard let own = entries.first(where: { $0.isApplied(by: manager) && $0.version == manifest.apiVersion }) else {
            return []
        }
        var search = Search()
        let others = entries.filter { $0.manager != manager && $0.subresource != "status" }.map {
            Search.Share(entry: $0, fields: $0.fields)
        }
        for (name, value) in manifest.object ?? [:] {
            switch name {
            case "apiVersion", "kind": continue
            case "metadata":
                for name in ["labels", "annotations"] {
                    search.look(
                        at: value[name] ?? .null, ".metadata.\(name)", own.fields["f:metadata"]?["f:\(name)"]?.object,
                        others.compactMap { $0.at("f:metadata")?.at("f:\(name)") })
                }
            default:
                search.look(
                    at: value, ".\(name)", own.fields["f:\(name)"]?.object, others.compactMap { $0.at("f:\(name)") })
            }
        }
        let held = search.found.filter { $0.holder != nil }
        return held.isEmpty ? search.found : held
    }
}

private struct Search {
    /// What somebody else holds of a place.
    struct Share {
        var entry: FieldsEntry
        var fields: Object

        func at(_ field: String) -> Share? { fields[field]?.object.map { Share(entry: entry, fields: $0) } }
    }

    var found: [LostField] = []

    /// - Parameters:
    ///   - own: what we hold there; nil for nothing.
    ///   - others: those who hold something there.
    mutating func look(at manifest: Value, _ name: String, _ own: Object?, _ others: [Share]) {
        switch manifest {
        case .null: return
        case .object(let members):
            guard !members.isEmpty else { return }
            // A mapping that has one holder.
            if let own, !own.contains(where: { $0.key != "." }) { return }
            guard own != nil || others.contains(where: { !$0.fields.isEmpty }) else { return lose(name, others) }
            for (member, value) in members {
                let field = "f:\(member)"
                look(at: value, name + LostField.step(member), own?[field]?.object, others.compactMap { $0.at(field) })
            }
        case .array(let elements): look(at: elements, name, own, others)
        default: if own == nil { lose(name, others) }
        }
    }

    private mutating func look(at elements: [Value], _ name: String, _ own: Object?, _ others: [Share]) {
        guard let own else { return elements.isEmpty ? () : lose(name, others) }
        let keys = own.keys.filter { $0.hasPrefix("k:") }
        guard !keys.isEmpty else { return }
        let parsed = keys.compactMap { field in
            (try? JSON.parse(String(field.dropFirst(2)), limits: .file))?.object.map { (field: field, keys: $0) }
        }
        for element in elements {
            // A key may be left to the server.
            let match = parsed.first { $0.keys.allSatisfy { element[$0.key] == nil || element[$0.key] == $0.value } }
            guard let match else {
                lose("\(name)[]", [])
                continue
            }
            let label = match.keys.map { "\($0.key)=\($0.value.json())" }.joined(separator: ",")
            look(at: element, "\(name)[\(label)]", own[match.field]?.object, others.compactMap { $0.at(match.field) })
        }
    }

    private mutating func lose(_ name: String, _ others: [Share]) {
        let last = others.map {
            LostField.Holder(manager: $0.entry.manager, time: $0.entry.value["time"]?.string ?? "")
        }
        .max { $0.time < $1.time }
        found.append(LostField(name: name, holder: last))
    }
}

extension LostField {
    /// A name that is no word stands in brackets.
    fileprivate static func step(_ name: String) -> String {
        let isWord = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_" || $0 == "-") }
        return isWord ? ".\(name)" : "[\"\(name)\"]"
    }
}
