/// The fields that kustomize's transformers look at where a kustomization names no others.
///
/// The tables are those of kustomize (api/internal/konfig/builtinpluginconsts, Apache-2.0) in a form of ours: a line is
/// a kind, as `Kind/version@group` with `*` for any, a path, and `create` where what is missing is made.
enum StandardFields {
    /// Where labels go: on objects, on the Pods they make, and on their selectors.
    static let labels = FieldTable.specs(
        #"""
        Service/v1 spec/selector create
        ReplicationController/v1 spec/selector create
        Deployment spec/selector/matchLabels create
        Deployment@apps spec/template/spec/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels
        Deployment@apps spec/template/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels
        Deployment@apps spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels
        Deployment@apps spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels
        Deployment@apps spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels
        ReplicaSet spec/selector/matchLabels create
        DaemonSet spec/selector/matchLabels create
        StatefulSet@apps spec/selector/matchLabels create
        StatefulSet@apps spec/template/spec/affinity/podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels
        StatefulSet@apps spec/template/spec/affinity/podAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels
        StatefulSet@apps spec/template/spec/affinity/podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm/labelSelector/matchLabels
        StatefulSet@apps spec/template/spec/affinity/podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution/labelSelector/matchLabels
        StatefulSet@apps spec/template/spec/topologySpreadConstraints/labelSelector/matchLabels
        Job@batch spec/selector/matchLabels
        CronJob@batch spec/jobTemplate/spec/selector/matchLabels
        PodDisruptionBudget@policy spec/selector/matchLabels
        NetworkPolicy@networking.k8s.io spec/podSelector/matchLabels
        NetworkPolicy@networking.k8s.io spec/ingress/from/podSelector/matchLabels
        NetworkPolicy@networking.k8s.io spec/egress/to/podSelector/matchLabels
        * metadata/labels create
        ReplicationController/v1 spec/template/metadata/labels create
        Deployment spec/template/metadata/labels create
        ReplicaSet spec/template/metadata/labels create
        DaemonSet spec/template/metadata/labels create
        StatefulSet@apps spec/template/metadata/labels create
        StatefulSet@apps spec/volumeClaimTemplates[]/metadata/labels create
        Job@batch spec/template/metadata/labels create
        CronJob@batch spec/jobTemplate/metadata/labels create
        CronJob@batch spec/jobTemplate/spec/template/metadata/labels create
        """#)

    /// The same without selectors.
    static let templateLabels = FieldTable.specs(
        #"""
        * metadata/labels create
        ReplicationController/v1 spec/template/metadata/labels create
        Deployment spec/template/metadata/labels create
        ReplicaSet spec/template/metadata/labels create
        DaemonSet spec/template/metadata/labels create
        StatefulSet@apps spec/template/metadata/labels create
        StatefulSet@apps spec/volumeClaimTemplates[]/metadata/labels create
        Job@batch spec/template/metadata/labels create
        CronJob@batch spec/jobTemplate/metadata/labels create
        CronJob@batch spec/jobTemplate/spec/template/metadata/labels create
        """#)

    /// Where annotations go.
    static let annotations = FieldTable.specs(
        #"""
        * metadata/annotations create
        ReplicationController/v1 spec/template/metadata/annotations create
        Deployment spec/template/metadata/annotations create
        ReplicaSet spec/template/metadata/annotations create
        DaemonSet spec/template/metadata/annotations create
        StatefulSet spec/template/metadata/annotations create
        Job@batch spec/template/metadata/annotations create
        CronJob@batch spec/jobTemplate/metadata/annotations create
        CronJob@batch spec/jobTemplate/spec/template/metadata/annotations create
        """#)

    /// Where an object names its namespace, apart from its own metadata.
    static let namespaces = FieldTable.specs(
        #"""
        Namespace metadata/name create
        APIService@apiregistration.k8s.io spec/service/namespace create
        CustomResourceDefinition@apiextensions.k8s.io spec/conversion/webhook/clientConfig/service/namespace
        """#)

    /// What prefixes and suffixes are put to.
    static let names = FieldTable.specs(
        #"""
        * metadata/name
        """#)

    /// Where images stand.
    static let images = FieldTable.specs(
        #"""
        * spec/containers[]/image create
        * spec/initContainers[]/image create
        * spec/template/spec/containers[]/image create
        * spec/template/spec/initContainers[]/image create
        """#)

    /// Where the number of replicas stands.
    static let replicas = FieldTable.specs(
        #"""
        Deployment spec/replicas create
        ReplicationController spec/replicas create
        ReplicaSet spec/replicas create
        StatefulSet spec/replicas create
        """#)
}
