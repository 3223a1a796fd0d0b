/// One step on the way of a value into an object: where it was written, or what changed it.
///
/// Never holds a value, so that it can be shown whatever the object is.
package struct OriginStep: Sendable, Hashable {
    /// What kind of thing did it.
    package enum Kind: String, Sendable, Hashable {
        /// It stands in a file of manifests.
        case file
        /// A value of a chart, and the layer that decided on it.
        case values
        /// Something else that a chart's template reads, such as `.Release.Name`.
        case context
        /// A text or an action of a chart's template.
        case template
        /// A kustomization made the object.
        case generator
        /// A field of a kustomization changed it.
        case step
        /// A variable that was put in.
        case variable
        /// The operator puts it in.
        case operatorMark = "operator"
    }

    package var kind: Kind
    /// What it is: `.Values.image.tag`, `{{ .Values.image.tag | quote }}`, `images[0]`, `REGION`.
    package var what: String
    /// Who decided on it, where that is not the file: `parameters`, `the chart's values`.
    package var source: String?
    /// From the root of the source; nil where it is in no file.
    package var file: String?
    /// From 1.
    package var line: Int?
    /// From 1.
    package var column: Int?
    /// What changed it there last; nil where that is not known.
    package var change: OriginChange?

    package init(
        _ kind: Kind, _ what: String, source: String? = nil, file: String? = nil, line: Int? = nil, column: Int? = nil
    ) {
        self.kind = kind
        self.what = what
        self.source = source
        self.file = file
        self.line = line
        self.column = column
    }

    /// `file:line:column`, as far as it is known.
    package var place: String? {
        guard let file else { return nil }
        return ([file] + [line, column].compactMap(\.self).map { String($0) }).joined(separator: ":")
    }
}

/// The commit that changed something last.
package struct OriginChange: Sendable, Hashable {
    package var commit: String
    package var author: String
    /// As of RFC 3339.
    package var time: String
    /// The first line of its message.
    package var subject: String

    package init(commit: String, author: String, time: String, subject: String) {
        self.commit = commit
        self.author = author
        self.time = time
        self.subject = subject
    }
}
