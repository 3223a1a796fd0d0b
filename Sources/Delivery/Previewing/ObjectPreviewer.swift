internal import Documents

/// Makes the preview of one object.
struct ObjectPreviewer {
    let object: PreviewedObject
    let request: PreviewRequest
    let readers: ConfigMapReaders

    func preview() -> (object: ObjectPreview, conflicts: [Conflict]) {
        let mask = request.mask
        let (live, predicted) = mask.hiding(object.live, object.predicted, of: object.id)
        let fields = authored(changes(live, predicted))
        let found = ChangedObject(object, isMounted: readers.read(object.id)).reasons()
        let reasons = found.raised(by: object.action.isChange ? object.demands : []).map { reason in
            var told = reason
            told.words = mask.told(reason.words)
            return told
        }
        let preview = ObjectPreview(
            id: object.id, action: toldAction, live: live, predicted: predicted, fields: fields,
            impact: reasons.map(\.impact).max() ?? .low, reasons: reasons, warnings: warnings)
        let conflicts = ConflictFinder(object: object, changes: fields.changes, mask: mask).conflicts()
        return (preview, conflicts)
    }

    private func changes(_ live: MaskedDocument?, _ predicted: MaskedDocument?) -> FieldChanges {
        switch object.action {
        case .create: return Differences.between(nil, predicted)
        case .update, .replace: return Differences.between(live, predicted)
        // What is kept from being put right differs all the same.
        case .keep, .blocked: return predicted == nil ? .none : Differences.between(live, predicted)
        case .delete: return .none
        }
    }

    /// With who wrote what is there.
    private func authored(_ fields: FieldChanges) -> FieldChanges {
        guard let live = object.live else { return fields }
        let authors = FieldAuthors(of: live)
        var authored = fields
        for index in fields.changes.indices {
            authored.changes[index].author = authors.author(
                of: fields.changes[index].path, besides: object.manager, request.mask)
        }
        return authored
    }

    private var toldAction: PreviewAction {
        switch object.action {
        case .keep(let reason): .keep(request.mask.told(reason))
        case .blocked(let reason): .blocked(request.mask.told(reason))
        case .create, .update, .delete, .replace: object.action
        }
    }

    /// Of one object.
    private static let mostWarnings = 10

    private var warnings: [String] {
        let heard = object.warnings.prefix(Self.mostWarnings).map {
            request.mask.told($0, of: object.id, [object.live, object.predicted])
        }
        guard object.action != .delete,
            let warning = RetiredAPI.warning(apiVersion: object.apiVersion, kind: object.id.kind, request)
        else { return heard }
        return [warning] + heard
    }
}

extension FieldChanges {
    /// Nothing that differs.
    fileprivate static let none = FieldChanges(changes: [], leftOut: 0, isCut: false)
}

/// Which ConfigMaps the workloads of an application read.
struct ConfigMapReaders {
    /// By namespace; nil where not all workloads are known.
    private let names: [String: Set<String>]?

    init(_ request: PreviewRequest) {
        guard let unchanged = request.unchanged else {
            names = nil
            return
        }
        var names: [String: Set<String>] = [:]
        for document in unchanged {
            names[document.namespace ?? "", default: []].formUnion(PodShape(document).configMaps)
        }
        for object in request.objects {
            for document in [object.live, object.predicted] {
                names[object.id.namespace, default: []].formUnion(PodShape(document).configMaps)
            }
        }
        self.names = names
    }

    func read(_ id: ObjectID) -> Bool? {
        // A manifest without a namespace is in any.
        names.map { names in [id.namespace, ""].contains { names[$0]?.contains(id.name) ?? false } }
    }
}
