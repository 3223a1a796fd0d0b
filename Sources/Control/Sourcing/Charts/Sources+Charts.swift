package import ChartSources
internal import Documents
internal import KubeModel
internal import KubeRuntime

extension Sources {
    /// Where a chart comes from.
    package enum ChartLookup: Sendable {
        /// Nobody knows yet. Whoever has news calls, but of the end of a failure nobody tells: it is to be looked up again.
        case waiting
        case failed(ChartFailure, isRetried: Bool)
        case found(ChartRepository)
    }

    /// The repository of a wanted chart, with what its Secret says now; the chart controller has it watched.
    package func repository(of wanted: WantedChart) -> ChartLookup {
        let secret: Value?
        if let key = wanted.secret {
            guard !OwnSecrets.contain(key, home: options.home) else {
                let message = "the Secret \(key.name) \(OwnSecrets.message)"
                return .failed(ChartFailure(reason: "InvalidSecret", message: message), isRetried: false)
            }
            let reference = NamedReference(type: .secrets, key: key)
            switch references.value(of: reference) {
            case .found(let found): secret = found
            case .absent:
                let message = "there is no Secret \(key.name) in the namespace \(key.namespace); create it"
                return .failed(ChartFailure(reason: "SecretNotFound", message: message), isRetried: false)
            case .outOfDate:
                // Where the failure has ended since, this is as if there had been none.
                guard case .failing(let why) = references.health(of: reference) else { return .waiting }
                let message = "the Secret \(key.name) cannot be read: \(why.message)"
                return .failed(ChartFailure(reason: "SecretNotReadable", message: message), isRetried: true)
            }
        } else {
            secret = nil
        }
        do throws(SecretEntries.Invalid) {
            return .found(try ChartRepository(wanted, secret: secret))
        } catch {
            let message = "the Secret \(wanted.secret?.name ?? "") cannot be used: \(error.message)"
            return .failed(ChartFailure(reason: "InvalidSecret", message: message), isRetried: false)
        }
    }
}
