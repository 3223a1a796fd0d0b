/// What matters of a deployment for how likely it fails.
package struct DeploymentTraits: Sendable, Hashable {
    /// Nil where it is not known.
    package var impact: Impact?
    /// How many objects are written.
    package var objects: Int
    /// Of the day, in UTC, from 0 to 23.
    package var hour: Int

    package init(impact: Impact?, objects: Int, hour: Int) {
        self.impact = impact
        self.objects = objects
        self.hour = hour
    }

    /// One object; up to five; up to twenty; more.
    fileprivate var size: Int { [2, 6, 21].count { objects >= $0 } }
    /// Night, morning, afternoon or evening, of six hours each.
    fileprivate var time: Int { hour / 6 }
}

/// A deployment that has come to its end.
package struct PastDeployment: Sendable, Hashable {
    package var traits: DeploymentTraits
    /// Whether it was seen to have failed, also where another attempt succeeded.
    package var hasFailed: Bool

    package init(_ traits: DeploymentTraits, hasFailed: Bool) {
        self.traits = traits
        self.hasFailed = hasFailed
    }
}

/// How often deployments of an application have failed that were like another one.
///
/// Pure. It guesses nothing: it counts those that are alike in as much as there are enough of, and says in what.
package struct FailureEstimate: Sendable, Hashable {
    /// What those that were counted have in common with the one it is about.
    package enum Basis: String, Sendable, Hashable, CaseIterable {
        case impactSizeAndHour = "ImpactSizeAndHour"
        case impactAndSize = "ImpactAndSize"
        case impact = "Impact"
        /// Nothing: all of the application's count.
        case all = "All"

        fileprivate func holds(_ past: DeploymentTraits, _ next: DeploymentTraits) -> Bool {
            let isAsGrave = past.impact != nil && past.impact == next.impact
            return switch self {
            case .impactSizeAndHour: isAsGrave && past.size == next.size && past.time == next.time
            case .impactAndSize: isAsGrave && past.size == next.size
            case .impact: isAsGrave
            case .all: true
            }
        }

        fileprivate var words: String {
            switch self {
            case .impactSizeAndHour: "of its impact, size and time of day"
            case .impactAndSize: "of its impact and size"
            case .impact: "of its impact"
            case .all: "of the application"
            }
        }
    }

    package let failed: Int
    package let samples: Int
    package let basis: Basis

    /// Of fewer nothing can be told.
    package static let fewest = 10

    /// Nil where there are too few.
    ///
    /// - Parameter next: what is to be done.
    package init?(of next: DeploymentTraits, from past: [PastDeployment]) {
        let found = Basis.allCases.lazy
            .map { basis in (basis, past.filter { basis.holds($0.traits, next) }) }
            .first { $0.1.count >= Self.fewest }
        guard let (basis, alike) = found else { return nil }
        self.basis = basis
        samples = alike.count
        failed = alike.count(where: \.hasFailed)
    }

    /// In per cent, rounded.
    package var rate: Int { (failed * 100 + samples / 2) / samples }

    /// `3 of 25 deployments of its impact have failed (12 %)`
    package var words: String { "\(failed) of \(samples) deployments \(basis.words) have failed (\(rate) %)" }
}
