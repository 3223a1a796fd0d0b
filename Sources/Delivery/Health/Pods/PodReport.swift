package import Documents

/// What is kept of a Pod: whose it is, and what is wrong with it.
package struct PodReport: Sendable, Hashable {
    package let name: String
    let controllerUID: String
    let controllerName: String
    /// Of a StatefulSet's or DaemonSet's Pod.
    let revision: String?
    let templateGeneration: String?
    package private(set) var trouble: PodTrouble?

    package init(_ pod: Value) {
        name = pod.at("metadata", "name")?.string ?? ""
        let owners = pod.at("metadata", "ownerReferences")?.array ?? []
        let controller = owners.first { $0["controller"]?.bool == true }
        controllerUID = controller?["uid"]?.string ?? ""
        controllerName = controller?["name"]?.string ?? ""
        revision = pod.label("controller-revision-hash")
        templateGeneration = pod.label("pod-template-generation")
        trouble = podTrouble(of: pod)
    }

    /// The same as the successor of what was known of this Pod. A pull that fails and one that waits for its next try
    /// follow each other for hours, and only the first says why: what it said stays.
    package func following(_ former: PodReport?) -> PodReport {
        guard var trouble, let before = former?.trouble, trouble.isPull, before.subject == trouble.subject,
            !before.detail.isEmpty
        else { return self }
        trouble.detail = before.detail
        var report = self
        report.trouble = trouble
        return report
    }
}

/// What keeps a Pod from being ready.
package struct PodTrouble: Sendable, Hashable {
    /// From what says most about a rollout to what says least.
    enum Kind: Int, Sendable, Comparable {
        /// A container cannot start, however long one waits.
        case cannotStart
        /// A container ended and should not have.
        case crashes
        /// No node has room for the Pod.
        case unscheduled
        /// A step on the way to running.
        case starting
        /// A container runs and is not ready.
        case unready
        /// The Pod has ended; its workload makes another.
        case failed

        static func < (left: Kind, right: Kind) -> Bool { left.rawValue < right.rawValue }
    }

    let kind: Kind
    /// What is wrong, in words that stay the same while nothing else goes wrong.
    let subject: String
    /// The cause, where it is known.
    fileprivate(set) var detail: String
    /// Whether it is an image that cannot be pulled.
    let isPull: Bool

    init(_ kind: Kind, _ subject: String, detail: String? = nil, isPull: Bool = false) {
        self.kind = kind
        self.subject = subject
        self.detail = (detail ?? "").shortened(to: longestDetail)
        self.isPull = isPull
    }

    var text: String { subject.because(detail) }
}

/// Bounds what a registry or a container runtime may say.
private let longestDetail = 200

extension String {
    /// One line of at most so many code points, without the middle where it is longer: errors begin with what failed and
    /// end with why.
    func shortened(to limit: Int) -> String {
        let line = ends(limit * 4).split { $0.isWhitespace }.joined(separator: " ").unicodeScalars
        guard line.count > limit else { return String(line) }
        let head = (limit - 1) / 2
        return "\(String(line.prefix(head)))…\(String(line.suffix(limit - 1 - head)))"
    }

    /// So many code points of both ends of a text that is much longer: what nobody is told is not worth reading.
    private func ends(_ length: Int) -> String {
        guard utf8.count > length * 10 else { return self }
        return String(unicodeScalars.prefix(length)) + String(unicodeScalars.suffix(length))
    }
}
