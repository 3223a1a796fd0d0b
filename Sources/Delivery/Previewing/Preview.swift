package import Costs
package import Documents

/// What a preview is made of.
package struct PreviewRequest: Sendable {
    /// In the order in which they are shown.
    package var objects: [PreviewedObject]
    /// How many objects the application has.
    package var inventory: Int
    /// What the source has besides, and would not be changed: it says which ConfigMaps are read. Nil where that is not known.
    package var unchanged: [Value]?
    /// The server's version; nil where it is not known.
    package var server: KubeRelease?
    /// The version that the server is to have some day; nil where nobody says.
    package var target: KubeRelease?
    package var mask: Mask

    package init(
        objects: [PreviewedObject], inventory: Int, unchanged: [Value]?, server: KubeRelease?, target: KubeRelease?,
        mask: Mask
    ) {
        self.objects = objects
        self.inventory = inventory
        self.unchanged = unchanged
        self.server = server
        self.target = target
        self.mask = mask
    }
}

/// What would change in one object, for people: nothing of it is secret, and all texts but those in documents are fit to be
/// shown.
package struct ObjectPreview: Sendable, Hashable {
    package var id: ObjectID
    package var action: PreviewAction
    /// As it is; nil where there is none.
    package var live: MaskedDocument?
    /// As it would be; nil where it would be gone.
    package var predicted: MaskedDocument?
    /// None for what is deleted, or is left alone.
    package var fields: FieldChanges
    package var impact: Impact
    package var reasons: [ImpactReason]
    package var warnings: [String]

    /// `Deployment.apps shop/web`, fit to be shown.
    package var name: String { id.description.visible }
}

/// What is to be said of an object before it is changed, or though it is not.
package struct PreviewWarning: Sendable, Hashable {
    package var object: ObjectID
    /// Fit to be shown.
    package var words: String
}

/// What a sync would change, for people.
package struct Preview: Sendable, Hashable {
    package var objects: [ObjectPreview]
    package var conflicts: [Conflict]
    /// The gravest of all changes.
    package var impact: Impact
    /// Why, beyond what is to be said of single objects.
    package var reasons: [ImpactReason]
    /// Of what would not be changed: it is written with an API version that goes.
    package var otherWarnings: [PreviewWarning]
    /// How much more or less is asked for, and what that costs where somebody has set prices.
    package var cost: CostChange
    /// How often what is like it has failed; nil where nobody has asked, or there are too few to tell.
    package var risk: FailureEstimate?

    /// How many objects have an action.
    package func count(_ action: PreviewAction) -> Int { objects.count { $0.action == action } }

    /// Those that would be written.
    package var changes: [ObjectPreview] { objects.filter(\.action.isChange) }

    /// Of all objects.
    package var warnings: [PreviewWarning] {
        objects.flatMap { object in object.warnings.map { PreviewWarning(object: object.id, words: $0) } }
            + otherWarnings
    }

    /// More of them are one and the same.
    private static let mostOtherWarnings = 200

    /// Depends on the request alone. What it costs is bounded for each object, and grows with their number.
    package init(_ request: PreviewRequest) {
        let readers = ConfigMapReaders(request)
        let previews = request.objects.map { ObjectPreviewer(object: $0, request: request, readers: readers).preview() }
        objects = previews.map(\.object)
        conflicts = previews.flatMap(\.conflicts)
        otherWarnings = Array(
            (request.unchanged ?? []).lazy.compactMap { Preview.warning(of: $0, request) }.prefix(
                Self.mostOtherWarnings))
        cost = CostChange(
            ResourceChange(
                request.objects.filter(\.action.isChange).map(\.compared), unchanged: request.unchanged ?? []),
            at: .none)
        let deleted = request.objects.count { $0.action == .delete }
        reasons = [ImpactRule.mostRemoved(deleted, of: request.inventory)].compactMap(\.self)
        impact = max(objects.map(\.impact).max() ?? .low, reasons.map(\.impact).max() ?? .low)
    }

    private static func warning(of document: Value, _ request: PreviewRequest) -> PreviewWarning? {
        guard let id = document.objectID else { return nil }
        return RetiredAPI.warning(apiVersion: document.apiVersion, kind: id.kind, request)
            .map { PreviewWarning(object: id, words: $0) }
    }
}

extension RetiredAPI {
    /// What is to be said, fit to be shown; nil where nothing is.
    static func warning(apiVersion: String?, kind: String, _ request: PreviewRequest) -> String? {
        apiVersion.flatMap { find(apiVersion: $0, kind: kind) }?
            .warning(kind: kind, server: request.server, target: request.target)?.words.visible
    }
}

extension Preview {
    /// Without updates by which nothing would be otherwise: for whoever does not know beforehand which those are.
    package static func ofDifferences(_ request: PreviewRequest) -> Preview {
        let whole = Preview(request)
        var rest = request
        rest.objects = []
        for (object, preview) in zip(request.objects, whole.objects) {
            let isIdle =
                preview.action == .update && preview.fields.changes.isEmpty && !preview.fields.isCut
                && object.refusal == nil && object.denials.isEmpty && object.predicted != nil
            guard isIdle else {
                rest.objects.append(object)
                continue
            }
            rest.unchanged?.append(object.predicted ?? [:])
        }
        return rest.objects.count == request.objects.count ? whole : Preview(rest)
    }
}
