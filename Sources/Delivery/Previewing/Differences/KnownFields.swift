internal import Documents

/// What is known of the fields of Kubernetes' own kinds, by their names.
enum KnownFields {
    /// Names that stand in Kubernetes' documentation.
    static let names: Set<String> = Set(
        """
        apiVersion kind metadata name namespace labels annotations ownerReferences finalizers spec data binaryData \
        stringData type immutable template replicas selector matchLabels matchExpressions key operator values \
        containers initContainers ephemeralContainers volumes image command args env envFrom value valueFrom \
        configMapKeyRef secretKeyRef fieldRef resourceFieldRef configMapRef secretRef configMap secret projected sources \
        ports containerPort hostPort protocol port targetPort nodePort resources limits requests cpu memory storage \
        ephemeral-storage livenessProbe readinessProbe startupProbe httpGet tcpSocket exec grpc path scheme \
        initialDelaySeconds periodSeconds timeoutSeconds failureThreshold volumeMounts mountPath subPath readOnly \
        securityContext privileged capabilities add drop runAsUser runAsGroup fsGroup serviceAccountName hostPath \
        hostNetwork hostPID hostIPC emptyDir persistentVolumeClaim claimName volumeClaimTemplates accessModes \
        storageClassName capacity rules verbs apiGroups resourceNames nonResourceURLs roleRef apiGroup subjects \
        webhooks clientConfig service minReplicas maxReplicas metrics target averageUtilization jobTemplate schedule \
        suspend versions served schema openAPIV3Schema properties required enum items hosts host http paths backend \
        pathType tls secretName ingressClassName policyTypes ingress egress from to podSelector namespaceSelector \
        strategy rollingUpdate maxSurge maxUnavailable minAvailable tolerations affinity nodeSelector effect \
        topologySpreadConstraints topologyKey whenUnsatisfiable terminationGracePeriodSeconds restartPolicy \
        imagePullPolicy imagePullSecrets hostAliases ip hostnames optional items defaultMode group version scope names \
        plural singular default
        """.split(separator: " ").map(String.init))

    /// Whether a field is a quantity: `100m` and `0.1` say the same there.
    static func isQuantity(_ names: some BidirectionalCollection<String>, of kind: String) -> Bool {
        guard let name = names.last else { return false }
        if quantities.contains(name) { return true }
        if name == "value" { return kind == "HorizontalPodAutoscaler" }
        guard let parent = names.dropLast().last else { return false }
        return mapsOfQuantities.contains(parent) || (kind == "LimitRange" && mapsInRanges.contains(parent))
    }

    private static let quantities: Set = ["sizeLimit", "divisor", "averageValue"]
    private static let mapsOfQuantities: Set = ["requests", "limits", "hard", "capacity", "overhead", "podFixed"]
    private static let mapsInRanges: Set = ["min", "max", "default", "defaultRequest", "maxLimitRequestRatio"]

    /// Whether a field is a number or a text, where `"80"` and `80` say the same.
    static func isNumberOrText(_ names: some BidirectionalCollection<String>) -> Bool {
        guard let name = names.last else { return false }
        if numbersOrTexts.contains(name) { return true }
        return name == "port" && names.dropLast().last.map(probes.contains) ?? false
    }

    private static let numbersOrTexts: Set = ["targetPort", "maxSurge", "maxUnavailable", "minAvailable"]
    private static let probes: Set = ["httpGet", "tcpSocket"]
}
