package import Documents

/// A preview in brief, of a bounded size whatever the plan: what status has of it.
package struct PreviewSummary: Sendable, Hashable {
    /// One object that would be changed.
    package struct Change: Sendable, Hashable {
        /// Fit to be shown.
        package var object: ObjectID
        /// `create`, `update`, `delete` or `replace`.
        package var action: String
        package var impact: Impact
        /// As `~ spec.ports[0].port: 80 → 8080`.
        package var fields: [String]
        /// Why it is that grave, where that is more than that it changes something.
        package var reasons: [String]
    }

    package var impact: Impact
    package var create: Int
    package var update: Int
    package var delete: Int
    package var replace: Int
    package var conflicts: Int
    package var warnings: Int
    /// The gravest first, and those of one impact in their order.
    package var changes: [Change]

    private static let mostChanges = 20
    private static let mostFields = 10
    private static let longestField = 200
    private static let mostReasons = 3
    private static let longestReason = 400
    /// Of all fields and reasons: an application's status has to hold more than this.
    private static let mostBytes = 16_384

    package init(_ preview: Preview) {
        impact = preview.impact
        create = preview.count(.create)
        update = preview.count(.update)
        delete = preview.count(.delete)
        replace = preview.count(.replace)
        conflicts = preview.conflicts.count
        warnings = preview.warnings.count
        let sorted = Impact.allCases.reversed().flatMap { impact in preview.changes.filter { $0.impact == impact } }
        var left = Self.mostBytes
        changes = sorted.prefix(Self.mostChanges).map { object in
            let reasons = Self.reasons(of: object, &left)
            return Change(
                object: object.id.visible, action: object.action.word, impact: object.impact,
                fields: Self.fields(of: object, &left), reasons: reasons)
        }
    }

    private static func reasons(of object: ObjectPreview, _ left: inout Int) -> [String] {
        let plain = Set(ImpactRule.remainingRules.map(\.name))
        let told = object.reasons.filter { !plain.contains($0.rule) }.prefix(mostReasons)
        var reasons: [String] = []
        for reason in told.map({ $0.words.cut(to: longestReason) }) where reason.utf8.count <= left {
            left -= reason.utf8.count
            reasons.append(reason)
        }
        return reasons
    }

    private static func fields(of object: ObjectPreview, _ left: inout Int) -> [String] {
        // Of what is new everything would be told.
        guard object.action != .create else { return [] }
        var lines: [String] = []
        for change in object.fields.changes.prefix(mostFields) {
            let line = change.line.cut(to: longestField)
            guard line.utf8.count <= left else { break }
            left -= line.utf8.count
            lines.append(line)
        }
        let more = object.fields.changes.count + object.fields.leftOut - lines.count
        return more > 0 ? lines + ["… and \(more) more"] : lines
    }
}

extension ObjectID {
    /// With all parts fit to be shown: a manifest may name anything.
    fileprivate var visible: ObjectID {
        ObjectID(group: group.visible, kind: kind.visible, namespace: namespace.visible, name: name.visible)
    }
}
