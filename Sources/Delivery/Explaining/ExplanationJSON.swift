package import Documents
internal import Origins
internal import Previewing

extension Explanation {
    /// For programs; `docs/why.md` says what is in it.
    package var json: Value {
        var json: Value = [
            "application": .string(application), "revision": .string(revision),
            "object": [
                "group": .string(object.group), "kind": .string(object.kind), "namespace": .string(object.namespace),
                "name": .string(object.name),
            ],
            "origin": .array(origin.map(\.json)), "exists": .bool(isThere), "partial": .bool(isPartial),
        ]
        if isTable {
            json["fields"] = .array(fields.map(\.json))
        } else if let field = fields.first?.json.object {
            for (name, value) in field { json[name] = value }
        }
        return json
    }
}

extension FieldExplanation {
    fileprivate var json: Value {
        var json: Value = ["field": .string(path.description)]
        json["value"] = value
        json["wanted"] = wanted
        json["chain"] = .array(chain.map(\.json))
        json["live"] = ["managers": .array(authors.map(\.json))]
        json["verdict"] = .string(verdict.code)
        json["by"] = verdict.culprit.map { .string($0) }
        return json
    }
}

extension OriginStep {
    fileprivate var json: Value {
        var json: Value = ["kind": .string(kind.rawValue), "what": .string(what)]
        json["from"] = source.map { .string($0) }
        json["file"] = file.map { .string($0) }
        json["line"] = line.map { .integer($0) }
        json["column"] = column.map { .integer($0) }
        json["commit"] = change.map { change in
            [
                "sha": .string(change.commit), "author": .string(change.author), "time": .string(change.time),
                "subject": .string(change.subject),
            ]
        }
        return json
    }
}

extension FieldAuthor {
    fileprivate var json: Value {
        [
            "manager": .string(manager), "operation": .string(operation), "time": .string(time),
            "ours": .bool(isOwn), "person": .bool(isPerson),
        ]
    }
}
