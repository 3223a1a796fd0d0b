/// What a workload's Pods say about it, in one sentence.
package struct PodFinding: Sendable, Hashable {
    /// What it means for the workload.
    package enum Weight: Sendable {
        /// The workload will not get well by waiting.
        case failure
        /// Says why it is not well yet.
        case note
        /// An ordinary step of a rollout. Worth telling only where the rollout takes too long.
        case hint
    }

    package private(set) var weight: Weight
    package let text: String

    /// The same of a workload that has had its time.
    package var ofLateWorkload: PodFinding {
        var finding = self
        if weight == .hint { finding.weight = .note }
        return finding
    }
}

/// Bounds what one workload adds to a status.
private let longestText = 500

/// The finding on the Pods of a workload; nil where they have nothing to say. Independent of the order of `reports`.
package func podFinding(_ reports: some Sequence<PodReport>, of selection: PodSelection) -> PodFinding? {
    var troubles: [(weight: PodFinding.Weight, kind: PodTrouble.Kind, name: String, text: String)] = []
    for report in reports {
        guard let trouble = report.trouble, let place = selection.place(of: report),
            let weight = selection.weight(of: trouble, place)
        else { continue }
        let name = place == .former ? "\(report.name) of an earlier revision" : report.name
        troubles.append((weight, trouble.kind, name, trouble.text))
    }
    guard let first = troubles.min(by: { ($0.kind, $0.name) < ($1.kind, $1.name) }) else { return nil }
    let others = troubles.count { $0.weight == first.weight } - 1
    let more = others == 0 ? "" : " (and \(others) more \(others == 1 ? "pod" : "pods"))"
    let text = "pod \(first.name): \(first.text)".shortened(to: longestText - more.count)
    return PodFinding(weight: first.weight, text: text + more)
}

extension PodSelection {
    enum Place {
        case current, former
        /// Of the rollout or of one before.
        case unknown
    }

    /// Where in the rollout a Pod stands; nil for one that does not count, or is another workload's.
    fileprivate func place(of pod: PodReport) -> Place? {
        guard kind == .deployment || pod.controllerUID == uid else { return nil }
        switch rollout {
        case .none: return nil
        // Its Pods are those of its ReplicaSets, and these begin with its name.
        case .every where kind == .deployment: return pod.controllerName.hasPrefix("\(name)-") ? .unknown : nil
        case .every: return .current
        case .replicaSet(let name): return pod.controllerName == name ? .current : nil
        case .templateGeneration(let generation): return pod.templateGeneration == generation ? .current : nil
        // A StatefulSet waits for a Pod that is not ready before it replaces it, even one that never will be.
        case .revision(let revision): return pod.revision == revision ? .current : .former
        }
    }

    fileprivate func weight(of trouble: PodTrouble, _ place: Place) -> PodFinding.Weight? {
        switch trouble.kind {
        case .cannotStart: place == .current ? .failure : .note
        // To try again is a Job's way.
        case .crashes: place == .current && kind != .job ? .failure : .note
        case .unscheduled, .failed: .note
        case .starting: .hint
        case .unready: kind == .job ? nil : .hint
        }
    }
}

extension ObjectHealth {
    /// The health of a workload with what its Pods say. Its own word stands where it is neither `Progressing` nor
    /// `Degraded`.
    package func with(_ finding: PodFinding?) -> ObjectHealth {
        guard let finding, status == .progressing || status == .degraded else { return self }
        let explained = ObjectHealth(status, message.isEmpty ? finding.text : message.because(finding.text))
        switch (finding.weight, status) {
        case (.failure, .progressing): return ObjectHealth(.degraded, finding.text)
        case (.hint, .progressing): return self
        default: return explained
        }
    }
}
