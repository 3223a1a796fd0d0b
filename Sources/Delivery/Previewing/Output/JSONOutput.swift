internal import Costs
package import Documents

/// A preview for programs.
package enum JSONOutput {
    /// In one line, without a newline. What a terminal would not show as it is stands in escapes.
    package static func text(of preview: Preview) -> String { text(of: value(of: preview)) }

    /// The same for any value.
    package static func text(of value: Value) -> String { escaped(value.json()) }

    private static func value(of preview: Preview) -> Value {
        var output = Object()
        output["summary"] = summary(preview)
        output["changes"] = .array(preview.changes.map(change))
        output["conflicts"] = .array(preview.conflicts.map(conflict))
        output["warnings"] = .array(
            preview.warnings.map { ["resource": resource($0.object), "message": .string($0.words)] })
        return .object(output)
    }

    private static func summary(_ preview: Preview) -> Value {
        let counts = [
            ("total_changes", preview.changes.count), ("created_resources", preview.count(.create)),
            ("updated_resources", preview.count(.update) + preview.count(.replace)),
            ("deleted_resources", preview.count(.delete)), ("conflict_count", preview.conflicts.count),
            ("warning_count", preview.warnings.count),
        ]
        var summary = Object(counts.map { ($0.0, .integer($0.1)) })
        summary["impact"] = .string(preview.impact.rawValue)
        summary["reasons"] = .array(preview.reasons.map(value))
        if !preview.cost.isNone { summary["cost"] = CostAndRisk.value(of: preview.cost) { resource($0) } }
        summary["risk"] = preview.risk.map(CostAndRisk.value)
        return .object(summary)
    }

    private static func resource(_ id: ObjectID) -> Value {
        [
            "group": .string(id.group), "kind": .string(id.kind), "namespace": .string(id.namespace),
            "name": .string(id.name),
        ]
    }

    private static func value(_ reason: ImpactReason) -> Value {
        ["rule": .string(reason.rule), "impact": .string(reason.impact.rawValue), "message": .string(reason.words)]
    }

    private static func change(_ object: ObjectPreview) -> Value {
        var change = Object()
        change["type"] = .string(object.action.word)
        change["resource"] = resource(object.id)
        change["current_state"] = object.live?.value ?? .null
        change["desired_state"] = object.predicted?.value ?? .null
        change["diff"] = .array(object.fields.changes.map(field))
        change["diff_left_out"] = .integer(object.fields.leftOut)
        change["diff_is_cut"] = .bool(object.fields.isCut)
        change["impact"] = .string(object.impact.rawValue)
        change["reasons"] = .array(object.reasons.map(value))
        return .object(change)
    }

    private static func field(_ change: FieldChange) -> Value {
        func field(_ type: String, _ from: String?, _ to: String?) -> Value {
            var field: Value = ["path": .string(change.path.description), "type": .string(type)]
            field["from"] = from.map { .string($0) }
            field["to"] = to.map { .string($0) }
            return field
        }
        var field =
            switch change.kind {
            case .added(let value): field("added", nil, value)
            case .removed(let value): field("removed", value, nil)
            case .changed(let old, let new): field("changed", old, new)
            case .reordered(let old, let new): field("reordered", old, new)
            case .lines: field("lines", nil, nil)
            }
        if case .lines(let difference) = change.kind {
            field["lines"] = .array(difference.unified.map { .string($0) })
        }
        if let author = change.author {
            field["author"] = [
                "manager": .string(author.manager), "operation": .string(author.operation),
                "time": .string(author.time), "person": .bool(author.isPerson),
            ]
        }
        return field
    }

    private static func conflict(_ conflict: Conflict) -> Value {
        [
            "resource": resource(conflict.object), "type": .string(conflict.kind.rawValue),
            "description": .string(conflict.description),
            "suggestions": .array(conflict.suggestions.map { .string($0) }),
        ]
    }

    /// JSON that means the same: these can only stand in texts.
    private static func escaped(_ json: String) -> String {
        guard json.unicodeScalars.contains(where: \.isUnseen) else { return json }
        return json.unicodeScalars.reduce(into: "") { result, scalar in
            guard scalar.isUnseen else { return result.unicodeScalars.append(scalar) }
            for unit in String(scalar).utf16 {
                let digits = String(unit, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.utf8.count) + digits
            }
        }
    }
}

extension LineDifference {
    /// As `diff -u` writes it, without what stands before the first hunk.
    var unified: [String] {
        hunks.flatMap { hunk in
            ["@@ +\(hunk.start) @@"]
                + hunk.lines.map { line in
                    switch line {
                    case .kept(let text): " \(text)"
                    case .removed(let text): "-\(text)"
                    case .added(let text): "+\(text)"
                    }
                }
        } + (isCut ? ["…"] : [])
    }
}
