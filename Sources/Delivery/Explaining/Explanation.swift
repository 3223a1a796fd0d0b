package import Documents
package import Origins
package import Previewing

/// Why an object is as it is.
package struct Explanation: Sendable {
    package var object: ObjectID
    /// The application, `namespace/name`.
    package var application: String
    /// What was rendered.
    package var revision: String
    /// Where the object itself is from.
    package var origin: [OriginStep]
    /// Whether the cluster has it.
    package var isThere: Bool
    /// In the order of the manifest.
    package var fields: [FieldExplanation]
    /// Whether these are all fields below the one that was asked for, and not that one itself.
    package var isTable: Bool
    /// Whether there was too much to be noted or told.
    package var isPartial: Bool
}

/// Why a field is as it is.
package struct FieldExplanation: Sendable, Hashable {
    package var path: FieldPath
    /// In the cluster, without secrets; nil where it is not there, or only servers write it.
    package var value: Value?
    /// What is applied, without secrets; nil where nothing is.
    package var wanted: Value?
    /// What made the value that is wanted, the first first; empty where that is not known.
    package var chain: [OriginStep]
    /// Who has it in the cluster, the latest last.
    package var authors: [FieldAuthor]
    package var verdict: Verdict
}

/// How a field comes to be as it is.
package enum Verdict: Sendable, Hashable {
    /// As the source says.
    case ours
    /// Not as the source says, because somebody has changed it; nil where nobody knows who.
    case drift(by: String?)
    /// Not as the source says, which has not been applied at this revision.
    case notApplied
    /// Not as the source says, and nobody else has it: the server, or something that it asks, has changed it on its way in.
    case serverChanged
    /// Not in the source; the server has put it in.
    case serverDefault
    /// Left to others by a rule.
    case ignored(rule: String)
    /// Not in the source; somebody has put it in.
    case notInSource(by: String)

    /// For programs.
    package var code: String {
        switch self {
        case .ours: "ours"
        case .drift: "drift"
        case .notApplied: "not-applied"
        case .serverChanged: "server-changed"
        case .serverDefault: "server-default"
        case .ignored: "ignored"
        case .notInSource: "not-in-git"
        }
    }

    /// For people.
    package var words: String {
        switch self {
        case .ours: "ours: as the source says"
        case .drift(let who): "drift: changed by \(who ?? "unknown")"
        case .notApplied: "not applied yet at this revision"
        case .serverChanged: "changed by the server when it was applied"
        case .serverDefault: "server default: not in the source"
        case .ignored(let rule): "ignored by \(rule)"
        case .notInSource(let who): "not in git: set by \(who)"
        }
    }

    /// Who or what it is due to; nil where that is nobody in particular.
    package var culprit: String? {
        switch self {
        case .drift(let who): who
        case .ignored(let rule): rule
        case .notInSource(let who): who
        case .ours, .notApplied, .serverChanged, .serverDefault: nil
        }
    }
}
