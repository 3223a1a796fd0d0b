extension RetiredAPI {
    /// Facts from Kubernetes' own `APILifecycle` of each type up to 1.36 and its guide to deprecated APIs; for what was removed
    /// before there was either, from the notes of its releases; for the others from theirs. Fairwinds' pluto knows the same,
    /// and was compared.
    static let table = """
        k8s extensions/v1beta1 1.8 1.16 apps/v1 Deployment DaemonSet ReplicaSet
        k8s extensions/v1beta1 1.9 1.16 networking.k8s.io/v1 NetworkPolicy
        k8s extensions/v1beta1 1.10 1.16 - PodSecurityPolicy
        k8s extensions/v1beta1 1.14 1.22 networking.k8s.io/v1 Ingress
        k8s apps/v1beta1 1.8 1.16 apps/v1 Deployment StatefulSet ControllerRevision ReplicaSet
        k8s apps/v1beta2 1.9 1.16 apps/v1 Deployment StatefulSet DaemonSet ReplicaSet ControllerRevision
        k8s batch/v2alpha1 1.8 1.21 batch/v1 CronJob
        k8s batch/v1beta1 1.21 1.25 batch/v1 CronJob
        k8s autoscaling/v2beta1 1.22 1.25 autoscaling/v2 HorizontalPodAutoscaler
        k8s autoscaling/v2beta2 1.23 1.26 autoscaling/v2 HorizontalPodAutoscaler
        k8s policy/v1beta1 1.21 1.25 policy/v1 PodDisruptionBudget
        k8s policy/v1beta1 1.21 1.25 - PodSecurityPolicy
        k8s policy/v1beta1 1.22 1.25 policy/v1 Eviction
        k8s networking.k8s.io/v1beta1 1.19 1.22 networking.k8s.io/v1 Ingress IngressClass
        k8s networking.k8s.io/v1alpha1 1.28 1.29 - ClusterCIDR
        k8s networking.k8s.io/v1alpha1 1.31 1.34 networking.k8s.io/v1 IPAddress ServiceCIDR
        k8s networking.k8s.io/v1beta1 1.34 1.37 networking.k8s.io/v1 IPAddress ServiceCIDR
        k8s node.k8s.io/v1alpha1 1.20 1.22 node.k8s.io/v1 RuntimeClass
        k8s node.k8s.io/v1beta1 1.22 1.25 node.k8s.io/v1 RuntimeClass
        k8s scheduling.k8s.io/v1alpha1 1.14 1.22 scheduling.k8s.io/v1 PriorityClass
        k8s scheduling.k8s.io/v1alpha1 1.36 1.36 scheduling.k8s.io/v1alpha2 Workload
        k8s scheduling.k8s.io/v1beta1 1.14 1.22 scheduling.k8s.io/v1 PriorityClass
        k8s apiextensions.k8s.io/v1beta1 1.16 1.22 apiextensions.k8s.io/v1 CustomResourceDefinition
        k8s apiregistration.k8s.io/v1beta1 1.19 1.22 apiregistration.k8s.io/v1 APIService
        k8s admissionregistration.k8s.io/v1beta1 1.16 1.22 admissionregistration.k8s.io/v1 MutatingWebhookConfiguration \
        ValidatingWebhookConfiguration
        k8s admissionregistration.k8s.io/v1alpha1 1.29 1.32 admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy \
        ValidatingAdmissionPolicyBinding
        k8s admissionregistration.k8s.io/v1beta1 1.31 1.34 admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy \
        ValidatingAdmissionPolicyBinding
        k8s admissionregistration.k8s.io/v1alpha1 1.35 1.38 admissionregistration.k8s.io/v1 MutatingAdmissionPolicy \
        MutatingAdmissionPolicyBinding
        k8s rbac.authorization.k8s.io/v1alpha1 1.17 1.22 rbac.authorization.k8s.io/v1 Role RoleBinding ClusterRole \
        ClusterRoleBinding
        k8s rbac.authorization.k8s.io/v1beta1 1.17 1.22 rbac.authorization.k8s.io/v1 Role RoleBinding ClusterRole \
        ClusterRoleBinding
        k8s authentication.k8s.io/v1beta1 1.19 1.22 authentication.k8s.io/v1 TokenReview
        k8s authentication.k8s.io/v1alpha1 1.29 1.32 authentication.k8s.io/v1 SelfSubjectReview
        k8s authentication.k8s.io/v1beta1 1.30 1.33 authentication.k8s.io/v1 SelfSubjectReview
        k8s authorization.k8s.io/v1beta1 1.19 1.22 authorization.k8s.io/v1 SubjectAccessReview LocalSubjectAccessReview \
        SelfSubjectAccessReview SelfSubjectRulesReview
        k8s certificates.k8s.io/v1beta1 1.19 1.22 certificates.k8s.io/v1 CertificateSigningRequest
        k8s certificates.k8s.io/v1alpha1 1.34 1.37 certificates.k8s.io/v1beta1 ClusterTrustBundle
        k8s coordination.k8s.io/v1beta1 1.19 1.22 coordination.k8s.io/v1 Lease
        k8s coordination.k8s.io/v1alpha1 1.32 1.32 coordination.k8s.io/v1alpha2 LeaseCandidate
        k8s coordination.k8s.io/v1alpha2 1.35 1.38 coordination.k8s.io/v1beta1 LeaseCandidate
        k8s coordination.k8s.io/v1beta1 1.36 1.39 - LeaseCandidate
        k8s discovery.k8s.io/v1beta1 1.21 1.25 discovery.k8s.io/v1 EndpointSlice
        k8s events.k8s.io/v1beta1 1.22 1.25 events.k8s.io/v1 Event
        k8s flowcontrol.apiserver.k8s.io/v1alpha1 1.20 1.21 flowcontrol.apiserver.k8s.io/v1 FlowSchema \
        PriorityLevelConfiguration
        k8s flowcontrol.apiserver.k8s.io/v1beta1 1.23 1.26 flowcontrol.apiserver.k8s.io/v1 FlowSchema \
        PriorityLevelConfiguration
        k8s flowcontrol.apiserver.k8s.io/v1beta2 1.26 1.29 flowcontrol.apiserver.k8s.io/v1 FlowSchema \
        PriorityLevelConfiguration
        k8s flowcontrol.apiserver.k8s.io/v1beta3 1.29 1.32 flowcontrol.apiserver.k8s.io/v1 FlowSchema \
        PriorityLevelConfiguration
        k8s storage.k8s.io/v1alpha1 1.21 1.24 storage.k8s.io/v1 VolumeAttachment CSIStorageCapacity
        k8s storage.k8s.io/v1alpha1 1.32 1.35 storage.k8s.io/v1 VolumeAttributesClass
        k8s storage.k8s.io/v1beta1 1.17 1.22 storage.k8s.io/v1 CSINode
        k8s storage.k8s.io/v1beta1 1.19 1.22 storage.k8s.io/v1 CSIDriver StorageClass VolumeAttachment
        k8s storage.k8s.io/v1beta1 1.24 1.27 storage.k8s.io/v1 CSIStorageCapacity
        k8s storage.k8s.io/v1beta1 1.34 1.37 storage.k8s.io/v1 VolumeAttributesClass
        k8s storagemigration.k8s.io/v1alpha1 1.35 1.35 storagemigration.k8s.io/v1beta1 StorageVersionMigration
        k8s resource.k8s.io/v1alpha1 1.27 1.27 resource.k8s.io/v1 ResourceClaim ResourceClaimTemplate ResourceClass \
        PodScheduling
        k8s resource.k8s.io/v1alpha2 1.31 1.31 resource.k8s.io/v1 ResourceClaim ResourceClaimTemplate ResourceClass \
        PodSchedulingContext ResourceSlice ResourceClaimParameters ResourceClassParameters
        k8s resource.k8s.io/v1alpha3 1.32 1.34 resource.k8s.io/v1 DeviceClass ResourceClaim ResourceClaimTemplate \
        ResourceSlice
        k8s resource.k8s.io/v1alpha3 1.32 1.32 - PodSchedulingContext
        k8s resource.k8s.io/v1alpha3 1.36 1.39 resource.k8s.io/v1beta2 DeviceTaintRule
        k8s resource.k8s.io/v1beta1 1.35 1.38 resource.k8s.io/v1 DeviceClass ResourceClaim ResourceClaimTemplate \
        ResourceSlice
        k8s resource.k8s.io/v1beta2 1.36 1.39 resource.k8s.io/v1 DeviceClass ResourceClaim ResourceClaimTemplate \
        ResourceSlice
        k8s audit.k8s.io/v1alpha1 1.21 1.24 audit.k8s.io/v1 Policy Event
        k8s audit.k8s.io/v1beta1 1.21 1.24 audit.k8s.io/v1 Policy Event
        k8s v1 1.19 - - ComponentStatus
        k8s v1 1.33 - discovery.k8s.io/v1 Endpoints
        cert certmanager.k8s.io/v1alpha1 0.11 0.11 cert-manager.io/v1 Certificate Issuer ClusterIssuer CertificateRequest
        cert certmanager.k8s.io/v1alpha1 0.11 0.11 acme.cert-manager.io/v1 Order Challenge
        cert cert-manager.io/v1alpha2 1.4 1.6 cert-manager.io/v1
        cert cert-manager.io/v1alpha3 1.4 1.6 cert-manager.io/v1
        cert cert-manager.io/v1beta1 1.4 1.6 cert-manager.io/v1
        cert acme.cert-manager.io/v1alpha2 1.4 1.6 acme.cert-manager.io/v1
        cert acme.cert-manager.io/v1alpha3 1.4 1.6 acme.cert-manager.io/v1
        cert acme.cert-manager.io/v1beta1 1.4 1.6 acme.cert-manager.io/v1
        istio authentication.istio.io/v1alpha1 1.5 1.6 security.istio.io/v1
        istio rbac.istio.io/v1alpha1 1.4 1.6 security.istio.io/v1
        istio config.istio.io/v1alpha2 1.5 1.8 telemetry.istio.io/v1
        """
}
