/// Texts of revisions: `main@sha1:9f2c…` of an application's only source, `1.2.3@sha256:77ab…` of a
/// chart (with `+main@sha1:…` where files of a commit go with it), `chart=main@sha1:9f2c…,values=v1@sha1:77ab…` of
/// a list of sources.
package enum RevisionText {
    /// What fits a column: `main@9f2c1a7` for `main@sha1:9f2c1a7…`, for each source. Other texts stay as they are.
    package static func short(_ text: String) -> String {
        parts(of: text).map(shortPart).joined(separator: ",")
    }

    /// Whether a revision is what somebody means who does not write it in full: as `short` has it, by at least the first seven digits of a
    /// commit, or by the version of a chart.
    package static func `is`(_ revision: String, meantBy text: String) -> Bool {
        guard text != revision, text != short(revision) else { return true }
        let isCommit = text.utf8.count >= 7 && text.utf8.count <= 40 && text.allSatisfy(\.isHexDigit)
        return parts(of: revision).contains { part in
            if isCommit, let mark = part.ranges(of: "sha1:").last {
                return part[mark.upperBound...].hasPrefix(text.lowercased())
            }
            let own = part.split(separator: "=", maxSplits: 1).last ?? part
            return !text.isEmpty && own.hasPrefix("\(text)@sha256:")
        }
    }

    /// The text of all sources' revisions. A source that is not in a list has no name.
    package static func joined(_ revisions: [(source: String, revision: String)]) -> String {
        revisions.map { $0.source.isEmpty ? $0.revision : "\($0.source)=\($0.revision)" }.joined(separator: ",")
    }

    /// What a text says of the source of this name; nil where it says nothing of it.
    package static func revision(of source: String, in text: String) -> String? {
        guard !source.isEmpty else { return text }
        return parts(of: text).first { $0.hasPrefix("\(source)=") }.map { String($0.dropFirst(source.count + 1)) }
    }

    /// References may have commas in them, but no colons, and digests neither.
    private static func parts(of text: String) -> [Substring] {
        var parts: [Substring] = []
        var rest = text[...]
        while let colon = rest.firstIndex(of: ":"), let comma = rest[colon...].firstIndex(of: ",") {
            parts.append(rest[..<comma])
            rest = rest[rest.index(after: comma)...]
        }
        return parts + [rest]
    }

    private static func shortPart(_ part: Substring) -> String {
        if let mark = part.firstRange(of: "@sha256:") {
            let digest = part[mark.upperBound...]
            return "\(part[..<mark.lowerBound])@\(digest.prefix(7))\(shortPart(digest.dropFirst(64)))"
        }
        for mark in ["@sha1:", "=sha1:", "+sha1:"] {
            guard let place = part.ranges(of: mark).last else { continue }
            return "\(part[..<place.lowerBound])\(mark.prefix(1))\(part[place.upperBound...].prefix(7))"
        }
        return String(part)
    }
}
