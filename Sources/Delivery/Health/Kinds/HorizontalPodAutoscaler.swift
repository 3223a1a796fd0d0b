import Documents

@Sendable func horizontalPodAutoscalerHealth(_ autoscaler: Value) -> ObjectHealth? {
    let conditions = autoscaler.autoscalerConditions
    // A failure counts wherever it stands in the list: `AbleToScale` is true while metrics are missing, too.
    if let failed = conditions.first(where: \.isAutoscalingFailure) { return ObjectHealth(.degraded, failed.cause) }
    let healthy = conditions.first { condition in
        condition.status == .isTrue && (condition.type == "AbleToScale" || condition.type == "ScalingLimited")
    }
    return healthy.map { ObjectHealth(.healthy, $0.message) } ?? ObjectHealth(.progressing, "waits to autoscale")
}

private let autoscalingFailures: [String: Set<String>] = [
    "AbleToScale": ["FailedGetScale", "FailedUpdateScale"],
    "ScalingActive": [
        "FailedGetResourceMetric", "FailedGetObjectMetric", "FailedGetPodsMetric", "FailedGetExternalMetric",
        "FailedComputeMetricsReplicas", "InvalidSelector",
    ],
]

extension ObjectCondition {
    fileprivate var isAutoscalingFailure: Bool { autoscalingFailures[type]?.contains(reason) == true }
}

extension Value {
    /// `autoscaling/v1` has no conditions in its status; the API server puts those of v2 into an annotation.
    fileprivate var autoscalerConditions: [ObjectCondition] {
        guard apiVersion == "autoscaling/v1" else { return conditions }
        let text = annotation("autoscaling.alpha.kubernetes.io/conditions") ?? "[]"
        let limits = DocumentLimits(bytes: 64 << 10, depth: 10, documents: 1, nodes: 1_000)
        let parsed = try? JSON.parse(text, limits: limits)
        return parsed?.array?.compactMap(ObjectCondition.init) ?? []
    }
}
