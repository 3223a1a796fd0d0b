import Previewing
import Testing

@Suite("APIs that are served no more")
struct RetiredAPITests {
    static let facts: [(String, String, String, String?, String)] = [
        ("extensions/v1beta1", "Ingress", "1.14", "1.22", "networking.k8s.io/v1"),
        ("extensions/v1beta1", "Deployment", "1.8", "1.16", "apps/v1"),
        ("policy/v1beta1", "PodSecurityPolicy", "1.21", "1.25", ""),
        ("policy/v1beta1", "PodDisruptionBudgetList", "1.21", "1.25", "policy/v1"),
        ("autoscaling/v2beta2", "HorizontalPodAutoscaler", "1.23", "1.26", "autoscaling/v2"),
        ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", "1.29", "1.32", "flowcontrol.apiserver.k8s.io/v1"),
        ("resource.k8s.io/v1beta1", "ResourceClaim", "1.35", "1.38", "resource.k8s.io/v1"),
        ("v1", "Endpoints", "1.33", nil, "discovery.k8s.io/v1"),
        ("cert-manager.io/v1alpha2", "Certificate", "1.4", "1.6", "cert-manager.io/v1"),
    ]

    @Test("the table knows when a version goes, and what takes its place", arguments: facts)
    func table(apiVersion: String, kind: String, deprecated: String, removed: String?, replacement: String) throws {
        let api = try #require(RetiredAPI.find(apiVersion: apiVersion, kind: kind))
        #expect(api.deprecated.description == deprecated && api.removed?.description == removed)
        #expect(api.replacement == replacement)
    }

    @Test(
        "what is current is not in it",
        arguments: [("apps/v1", "Deployment"), ("v1", "ConfigMap"), ("policy/v1", "Eviction")])
    func current(apiVersion: String, kind: String) {
        #expect(RetiredAPI.find(apiVersion: apiVersion, kind: kind) == nil)
    }

    @Test("every line is read, names no kind twice, and replaces nothing by what goes as well")
    func consistency() {
        #expect(RetiredAPI.all.count >= 70)
        var seen: Set<String> = []
        for api in RetiredAPI.all {
            for kind in api.kinds.isEmpty ? ["*"] : api.kinds {
                #expect(seen.insert("\(api.apiVersion) \(kind)").inserted, "\(api.apiVersion) \(kind)")
            }
            if let removed = api.removed { #expect(removed >= api.deprecated, "\(api.apiVersion)") }
        }
    }

    private func warning(server: String?, target: String?) -> String {
        RetiredAPI.find(apiVersion: "batch/v1beta1", kind: "CronJob")?.warning(
            kind: "CronJob", server: server.flatMap(KubeRelease.init), target: target.flatMap(KubeRelease.init))?.words
            ?? ""
    }

    @Test("a warning depends on the server that there is, and on the one that is to come")
    func warnings() {
        #expect(warning(server: "v1.20.1", target: nil) == "")
        #expect(
            warning(server: "1.21+", target: nil)
                == "batch/v1beta1 CronJob is deprecated since Kubernetes 1.21, and served no more from 1.25 on: use batch/v1"
        )
        #expect(
            warning(server: "1.20", target: "1.25")
                == "batch/v1beta1 CronJob is served no more from Kubernetes 1.25 on, and 1.25 is to come: use batch/v1")
        #expect(
            warning(server: "1.30", target: "1.36")
                == "batch/v1beta1 CronJob is served no more since Kubernetes 1.25, and this is 1.30: use batch/v1")
        #expect(warning(server: nil, target: nil).contains("deprecated"))
    }

    @Test("a preview warns of what its objects are written with")
    func previews() {
        let job = Samples.object("batch/v1beta1", "CronJob")
        let preview = Samples.preview([Samples.object(.create, from: nil, to: job)], server: KubeRelease(1, 24))
        #expect(preview.warnings.count == 1 && preview.warnings[0].words.contains("deprecated"))
        let gone = Samples.preview([Samples.object(.delete, from: job, to: nil)], server: KubeRelease(1, 24))
        #expect(gone.warnings.isEmpty)
        let left = Samples.preview([], unchanged: [job, Samples.deployment], server: KubeRelease(1, 24))
        #expect(
            left.warnings.count == 1 && TextOutput.text(of: left, isColored: false).contains("! CronJob.batch shop/one")
        )
    }

    @Test(
        "versions are read as servers write them",
        arguments: [
            ("v1.36.2", "1.36"), ("1.27+", "1.27"), ("v1.31.2-gke.100", "1.31"), ("1", nil), ("x.y", nil), ("", nil),
        ])
    func versions(text: String, version: String?) { #expect(KubeRelease(text)?.description == version) }
}
