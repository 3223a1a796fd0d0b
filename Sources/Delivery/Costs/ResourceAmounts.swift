package import KubeModel

/// What of a cluster is asked for, and paid for.
package enum Measure: String, Sendable, Hashable, CaseIterable {
    /// In cores.
    case cpu
    /// In bytes.
    case memory
    /// Of volumes, in bytes.
    case storage
    /// In devices.
    case gpu
}

/// How much of each is asked for; or, where two are compared, how much more or less.
package struct ResourceAmounts: Sendable, Hashable {
    private var cpu = Quantity.zero
    private var memory = Quantity.zero
    private var storage = Quantity.zero
    private var gpu = Quantity.zero

    package init() {}

    package static let none = ResourceAmounts()

    package var isNone: Bool { self == .none }

    /// Those of which there is any.
    package var measures: [Measure] { Measure.allCases.filter { self[$0] != .zero } }

    /// How much of one.
    package subscript(measure: Measure) -> Quantity {
        get {
            switch measure {
            case .cpu: cpu
            case .memory: memory
            case .storage: storage
            case .gpu: gpu
            }
        }
        set {
            switch measure {
            case .cpu: cpu = newValue
            case .memory: memory = newValue
            case .storage: storage = newValue
            case .gpu: gpu = newValue
            }
        }
    }

    private init(_ amount: (Measure) -> Quantity) {
        for measure in Measure.allCases { self[measure] = amount(measure) }
    }

    package static func + (left: Self, right: Self) -> Self { Self { left[$0] + right[$0] } }
    package static func - (left: Self, right: Self) -> Self { Self { left[$0] - right[$0] } }
    package static func * (amounts: Self, count: Int) -> Self { Self { amounts[$0] * count } }

    /// Whether it is less than anybody has, and not below zero: 8 EiB, as Kubernetes holds no more in powers of two.
    var isReckonable: Bool {
        Measure.allCases.allSatisfy { self[$0] >= .zero && self[$0] < Self.mostOfOne }
    }

    private static let mostOfOne = Quantity(Int.max)

    /// `500m`, `10Gi`, as it is written in manifests; with a sign where it is more than none.
    package func text(_ measure: Measure) -> String {
        let amount = self[measure]
        let text =
            switch measure {
            case .cpu, .gpu: amount.decimalText
            case .memory, .storage: amount.binaryText
            }
        return amount > .zero ? "+\(text)" : text
    }
}
