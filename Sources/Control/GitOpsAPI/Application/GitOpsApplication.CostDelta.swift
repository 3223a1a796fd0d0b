extension GitOpsApplication {
    /// How much more or less a change asks for, and costs, as people read it.
    package struct CostDelta: Sendable, Hashable {
        /// `+500m`, `-1Gi`, `+12.40`; empty where it is no more and no less, or nobody has set prices.
        package struct Amounts: Sendable, Hashable {
            package var cpu = ""
            package var memory = ""
            package var storage = ""
            package var gpu = ""
            package var perMonth = ""

            package init() {}
        }

        /// With as few replicas as autoscalers allow.
        package var usual = Amounts()
        /// With as many; nil where that is the same.
        package var scaledUp: Amounts?
        /// On each node; nil where nothing runs on all of them.
        package var perNode: Amounts?
        package var currency = ""
        /// How many objects ask for something else than before that is in none of these.
        package var unpriced = 0
        /// Why there is no money, or not all of it.
        package var problem = ""

        package init() {}
    }

    /// How often deployments that were like a change have failed.
    package struct FailureRisk: Sendable, Hashable {
        /// What they have in common with it.
        package enum Basis: String, Sendable, Hashable, CaseIterable, FieldChoice {
            case impactSizeAndHour = "ImpactSizeAndHour"
            case impactAndSize = "ImpactAndSize"
            case impact = "Impact"
            case all = "All"
        }

        /// In per cent.
        package var rate: Int
        package var failed: Int
        package var samples: Int
        package var basis: Basis

        package init(rate: Int, failed: Int, samples: Int, basis: Basis) {
            self.rate = rate
            self.failed = failed
            self.samples = samples
            self.basis = basis
        }
    }
}

extension GitOpsApplication.CostDelta: Recorded {
    static let record = Record(
        Self(),
        "How much more or less is asked for, by requests × replicas and claims of volumes; what stays as it is is left out.",
        [
            .optional("cpu", \.usual.cpu, "Cores, as `+500m`."),
            .optional("memory", \.usual.memory, "Bytes, as `-1Gi`."),
            .optional("storage", \.usual.storage, "Of volumes, in bytes, as `+10Gi`."),
            .optional("gpu", \.usual.gpu, "Devices, as `+1`."),
            .optional("perMonth", \.usual.perMonth, "What that costs in a month, as `+12.40`, where there are prices."),
            .optional("currency", \.currency, "Of money, as `EUR`."),
            .optional(
                "scaledUp", \.scaledUp, "The same with as many replicas as autoscalers allow, where that differs."),
            .optional("perNode", \.perNode, "Besides, on each node."),
            .optional(
                "unpriced", \.unpriced,
                "How many objects ask for something else than before that is in none of these: `martlet diff` says which.",
                .number(from: 1)),
            .optional("problem", \.problem, "Why there is no money, or not all of it, where somebody has set prices."),
        ])
}

extension GitOpsApplication.CostDelta.Amounts: Recorded {
    static let record = Record(
        Self(), "How much more or less.",
        [
            .optional("cpu", \.cpu, "Cores."),
            .optional("memory", \.memory, "Bytes."),
            .optional("storage", \.storage, "Of volumes, in bytes."),
            .optional("gpu", \.gpu, "Devices."),
            .optional("perMonth", \.perMonth, "What that costs in a month."),
        ])
}

extension GitOpsApplication.FailureRisk: Recorded {
    static let record = Record(
        Self(rate: 0, failed: 0, samples: 0, basis: .all),
        "How often deployments of the application have failed that were like it; left out where there are too few.",
        [
            .required("rate", \.rate, "In per cent.", .number(from: 0, to: 100)),
            .required("failed", \.failed, "How many of them have failed.", .number(from: 0)),
            .required("samples", \.samples, "How many there are.", .number(from: 0)),
            .required(
                "basis", \.basis, "What they have in common with it; `All`: nothing, they are all that there are."),
        ])
}
