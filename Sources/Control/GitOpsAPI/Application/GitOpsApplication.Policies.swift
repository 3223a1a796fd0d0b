package import Documents

extension GitOpsApplication {
    /// When and how far the cluster follows the source.
    package struct SyncPolicy: Sendable, Hashable {
        /// Whether a new revision is applied without being asked for.
        package var automatic: Bool
        /// Whether objects that are no longer in the source are deleted.
        package var prune: Bool
        /// Whether objects that others changed are put right.
        package var selfHeal: Bool
        /// Whether a source without objects may delete all that there are.
        package var allowEmpty: Bool
        /// How often everything is applied again, whatever was seen; zero for never.
        package var interval: APIDuration
        package var retry: RetryPolicy

        package init(
            automatic: Bool, prune: Bool, selfHeal: Bool, allowEmpty: Bool, interval: APIDuration, retry: RetryPolicy
        ) {
            self.automatic = automatic
            self.prune = prune
            self.selfHeal = selfHeal
            self.allowEmpty = allowEmpty
            self.interval = interval
            self.retry = retry
        }
    }

    /// What happens after a failed operation.
    package struct RetryPolicy: Sendable, Hashable {
        /// How many times it is tried again.
        package var limit: Int
        package var backoff: RetryBackoff

        package init(limit: Int, backoff: RetryBackoff) {
            self.limit = limit
            self.backoff = backoff
        }
    }

    /// How long to wait before trying again.
    package struct RetryBackoff: Sendable, Hashable {
        /// Before the first retry.
        package var duration: APIDuration
        /// How many times longer each further wait is.
        package var factor: Int
        package var maxDuration: APIDuration

        package init(duration: APIDuration, factor: Int, maxDuration: APIDuration) {
            self.duration = duration
            self.factor = factor
            self.maxDuration = maxDuration
        }
    }

    /// What is expected of objects once they are applied.
    package struct HealthPolicy: Sendable, Hashable {
        package enum OnFailure: String, Sendable, Hashable, CaseIterable {
            /// The operation counts as done; health is shown as it is.
            case ignore = "Ignore"
            /// The operation fails.
            case fail = "Fail"
        }

        /// How long objects may take to become healthy.
        package var timeout: APIDuration
        package var onFailure: OnFailure

        package init(timeout: APIDuration, onFailure: OnFailure) {
            self.timeout = timeout
            self.onFailure = onFailure
        }
    }
}

extension GitOpsApplication.SyncPolicy: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        automatic = try fields.bool("automatic") ?? true
        prune = try fields.bool("prune") ?? true
        selfHeal = try fields.bool("selfHeal") ?? true
        allowEmpty = try fields.bool("allowEmpty") ?? false
        interval = try fields.duration("interval") ?? GitOpsApplication.Defaults.resync
        retry = try fields.defaulted("retry")
    }

    package var value: Value {
        .fields([
            "automatic": .bool(automatic),
            "prune": .bool(prune),
            "selfHeal": .bool(selfHeal),
            "allowEmpty": .bool(allowEmpty),
            "interval": .string(interval),
            "retry": retry.value,
        ])
    }
}

extension GitOpsApplication.RetryPolicy: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        limit = try fields.integer("limit") ?? GitOpsApplication.Defaults.retryLimit
        backoff = try fields.defaulted("backoff")
    }

    package var value: Value { .fields(["limit": .integer(limit), "backoff": backoff.value]) }
}

extension GitOpsApplication.RetryBackoff: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        duration = try fields.duration("duration") ?? GitOpsApplication.Defaults.backoffInitial
        factor = try fields.integer("factor") ?? GitOpsApplication.Defaults.backoffFactor
        maxDuration = try fields.duration("maxDuration") ?? GitOpsApplication.Defaults.backoffMaximum
    }

    package var value: Value {
        .fields(["duration": .string(duration), "factor": .integer(factor), "maxDuration": .string(maxDuration)])
    }
}

extension GitOpsApplication.HealthPolicy: FieldDecodable {
    init(_ fields: Fields) throws(APIError) {
        timeout = try fields.duration("timeout") ?? GitOpsApplication.Defaults.healthTimeout
        onFailure = try fields.choice("onFailure") ?? GitOpsApplication.Defaults.healthOnFailure
    }

    package var value: Value { .fields(["timeout": .string(timeout), "onFailure": .string(onFailure)]) }
}
