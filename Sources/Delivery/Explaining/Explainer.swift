package import Documents
package import Origins
package import Previewing

/// An object of which somebody asks why it is as it is.
package struct ExplainedObject: Sendable {
    /// Fields that a rule leaves to others, as tokens of pointers.
    package struct Rule: Sendable {
        /// `ignoreDifferences[0]`
        package var name: String
        package var inManifest: Set<[String]>
        package var inLive: Set<[String]>

        package init(name: String, inManifest: Set<[String]>, inLive: Set<[String]>) {
            self.name = name
            self.inManifest = inManifest
            self.inLive = inLive
        }
    }

    package var id: ObjectID
    package var origin: ObjectOrigin
    /// As it is applied.
    package var manifest: Value
    /// As the cluster has it; nil where it has none.
    package var live: Value?
    /// As whom it is applied.
    package var manager: String
    package var rules: [Rule]
    /// Whether what was rendered is what was applied last.
    package var isApplied: Bool
    package var mask: Mask

    package init(
        id: ObjectID, origin: ObjectOrigin, manifest: Value, live: Value?, manager: String, rules: [Rule],
        isApplied: Bool, mask: Mask
    ) {
        self.id = id
        self.origin = origin
        self.manifest = manifest
        self.live = live
        self.manager = manager
        self.rules = rules
        self.isApplied = isApplied
        self.mask = mask
    }
}

/// Says why the fields of one object are as they are. Pure.
package struct Explainer {
    /// More fields nobody reads.
    private static let mostFields = 2_000

    private let object: ExplainedObject
    private let authors: FieldAuthors
    private let live: Value
    private let masked: (live: Value, manifest: Value)

    package init(_ object: ExplainedObject) {
        self.object = object
        live = object.live ?? .null
        authors = FieldAuthors(of: live)
        let hidden = object.mask.hiding(object.live, object.manifest, of: object.id)
        masked = (hidden.live?.value ?? .null, hidden.predicted?.value ?? .null)
    }

    /// - Parameter query: the field; nil for all that the source says, and what others have put in.
    /// - Returns: nil where neither the source nor the cluster has the field.
    package func explain(
        _ query: FieldQuery?, application: String, revision: String
    ) -> Explanation? {
        guard let (fields, isTable) = fields(query) else { return nil }
        return Explanation(
            object: object.id, application: application, revision: revision, origin: told(object.origin.object),
            isThere: object.live != nil, fields: Array(fields.prefix(Self.mostFields)), isTable: isTable,
            isPartial: object.origin.isPartial || fields.count > Self.mostFields)
    }

    private func fields(_ query: FieldQuery?) -> (fields: [FieldExplanation], isTable: Bool)? {
        guard let query else {
            let own = below([], of: object.manifest).map { explain(inManifest: $0) }
            return (own + others(below: []).filter { $0.verdict != .serverDefault }, true)
        }
        let inManifest = query.tokens(in: object.manifest)
        let inLive = inManifest.flatMap(liveTokens) ?? query.tokens(in: live)
        if let inManifest {
            let leaves = below(inManifest, of: object.manifest)
            guard leaves != [inManifest] else { return ([explain(inManifest: inManifest)], false) }
            return (leaves.map { explain(inManifest: $0) } + (inLive.map(others) ?? []), true)
        }
        guard let inLive else { return nil }
        let leaves = below(inLive, of: live)
        return (leaves.map { explain(inLive: $0) }, leaves != [inLive])
    }

    /// The fields below one that have none of their own.
    private func below(_ tokens: [String], of document: Value) -> [[String]] {
        let leaves = document[Pointer(tokens: tokens)]?.leaves ?? []
        return leaves.map { tokens + $0.tokens }
    }

    /// What is in the cluster alone, without what only servers write.
    private func others(below tokens: [String]) -> [FieldExplanation] {
        below(tokens, of: masked.live).filter { tokens in
            live[Pointer(tokens: tokens)] != nil && manifestTokens(tokens) == nil
        }.map { explain(inLive: $0) }
    }

    private func liveTokens(_ tokens: [String]) -> [String]? {
        Counterpart.tokens(tokens, of: object.manifest, in: live)
    }

    private func manifestTokens(_ tokens: [String]) -> [String]? {
        Counterpart.tokens(tokens, of: live, in: object.manifest)
    }

    // MARK: One field

    private func explain(inManifest tokens: [String]) -> FieldExplanation {
        let inLive = liveTokens(tokens)
        let wanted = object.manifest[Pointer(tokens: tokens)]
        let value = inLive.flatMap { live[Pointer(tokens: $0)] }
        let owners = inLive.map(owners) ?? []
        return FieldExplanation(
            path: FieldPath(tokens, in: object.manifest), value: inLive.flatMap { masked.live[Pointer(tokens: $0)] },
            wanted: masked.manifest[Pointer(tokens: tokens)], chain: chain(tokens), authors: owners,
            verdict: rule(tokens, inLive).map(Verdict.ignored) ?? verdict(wanted, value, owners))
    }

    private func verdict(_ wanted: Value?, _ value: Value?, _ owners: [FieldAuthor]) -> Verdict {
        if wanted == value { return .ours }
        if let other = owners.last(where: { !$0.isOwn }) { return .drift(by: other.description) }
        guard object.isApplied, object.live != nil else { return .notApplied }
        return value == nil ? .drift(by: nil) : .serverChanged
    }

    /// A field that is not in the source.
    private func explain(inLive tokens: [String]) -> FieldExplanation {
        let owners = owners(tokens)
        let verdict: Verdict =
            if let rule = rule(nil, tokens) {
                .ignored(rule: rule)
            } else if let owner = owners.last {
                .notInSource(by: owner.description)
            } else {
                .serverDefault
            }
        return FieldExplanation(
            path: FieldPath(tokens, in: live), value: masked.live[Pointer(tokens: tokens)], wanted: nil, chain: [],
            authors: owners, verdict: verdict)
    }

    private func owners(_ tokens: [String]) -> [FieldAuthor] {
        authors.authors(of: FieldPath(tokens, in: live), for: object.manager, object.mask)
    }

    private func rule(_ inManifest: [String]?, _ inLive: [String]?) -> String? {
        func covers(_ places: Set<[String]>, _ tokens: [String]?) -> Bool {
            guard let tokens, !places.isEmpty else { return false }
            return tokens.indices.contains { places.contains(Array(tokens[...$0])) }
        }
        return object.rules.first { covers($0.inManifest, inManifest) || covers($0.inLive, inLive) }?.name
    }

    // MARK: The way of a value

    private func chain(_ tokens: [String]) -> [OriginStep] {
        let fields = object.origin.fields
        if let steps = fields[tokens] { return told(steps) }
        if object.id.isSecret, tokens.first == "data", let steps = fields[["stringData"] + tokens.dropFirst()] {
            return told(steps)
        }
        if tokens == ["metadata", "namespace"] {
            return [OriginStep(.operatorMark, "the namespace of the destination")]
        }
        let isMark = tokens.last?.hasPrefix("gitops.martlet.dev/") ?? false
        return isMark ? [OriginStep(.operatorMark, "the mark of the application")] : []
    }

    /// Actions of templates may hold what is secret.
    private func told(_ steps: [OriginStep]) -> [OriginStep] {
        steps.map { step in
            var step = step
            let isHidden = object.id.isSecret && step.kind == .template && step.what.hasPrefix("{{")
            step.what = isHidden ? "an action of the template" : object.mask.told(step.what)
            step.source = step.source.map(object.mask.told)
            step.file = step.file?.visible
            if var change = step.change {
                change.author = object.mask.told(change.author)
                change.subject = object.mask.told(change.subject)
                step.change = change
            }
            return step
        }
    }
}
