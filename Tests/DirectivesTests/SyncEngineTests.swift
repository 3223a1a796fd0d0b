import Documents
import Testing

@testable import Directives

/// What annotations mean to Argo CD: the cases of its engine's own tests, in `gitops-engine/pkg/sync` of argoproj/argo-cd at 37ee009
/// (`hook/hook_test.go`, `hook/delete_policy_test.go`, `hook/helm/*_test.go`, `sync_phase_test.go`, `syncwaves/waves_test.go`).
@Suite("Annotations as Argo CD's engine reads them") struct SyncEngineTests {
    private func directives(_ annotation: String, _ text: String) -> (read: Directives, isFaulty: Bool) {
        let object: Value = ["metadata": ["annotations": [annotation: .string(text)]]]
        let strict = Result { () throws(DirectiveError) in try Directives(object) }
        return (Directives(lenient: object), (try? strict.get()) == nil)
    }

    private static let argo = "argocd.argoproj.io/hook"
    private static let helm = "helm.sh/hook"

    /// For what goes on to something newer; nil for what is no hook.
    private func phases(_ annotation: String, _ text: String) -> Set<SyncPhase>? {
        directives(annotation, text).read.hook.map { hook in
            Set(SyncPhase.allCases.filter { hook.runs(in: $0, of: .install) || hook.runs(in: $0, of: .upgrade) })
        }
    }

    @Test(
        "which phases a hook runs in",
        arguments: [
            (argo, "PreSync", [.preSync]), (argo, "Sync", [.sync]), (argo, "PostSync", [.postSync]),
            (argo, "SyncFail", [.syncFail]), (argo, "Skip", []), (argo, "Garbage", []),
            (argo, "PreSync,PostSync", [.preSync, .postSync]), (argo, "Sync,Sync", [.sync]),
            (argo, "PreSync,PreSync", [.preSync]), (argo, "Skip,PreSync,PostSync", [.preSync, .postSync]),
            (argo, "Sync,Garbage", [.sync]), (helm, "pre-install", [.preSync]), (helm, "pre-upgrade", [.preSync]),
            (helm, "post-install", [.postSync]), (helm, "post-upgrade", [.postSync]),
            (helm, "pre-install,pre-upgrade", [.preSync]), (helm, "pre-rollback", []), (helm, "post-rollback", []),
            (helm, "test-success", []), (helm, "test-failure", []), (helm, "garbage", []), (helm, "anything", []),
        ] as [(String, String, Set<SyncPhase>)])
    func moments(annotation: String, text: String, phases expected: Set<SyncPhase>) {
        #expect(phases(annotation, text) == expected)
    }

    @Test("a definition that Helm calls a hook is none")
    func definitions() { #expect(phases(Self.helm, "crd-install") == nil) }

    @Test(
        "what Argo CD takes for as much as it knows of it counts as failed here, and is told",
        arguments: [
            (argo, "Garbage"), (argo, "Sync,Garbage"), (argo, "Skip,PreSync,PostSync"), (helm, "garbage"),
            ("argocd.argoproj.io/sync-wave", "garbage"),
        ])
    func faults(annotation: String, text: String) { #expect(directives(annotation, text).isFaulty) }

    @Test(
        "when a hook is deleted",
        arguments: [
            (argo, "argocd.argoproj.io/hook-delete-policy", "", .beforeHookCreation),
            (argo, "argocd.argoproj.io/hook-delete-policy", "garbage", .beforeHookCreation),
            (argo, "argocd.argoproj.io/hook-delete-policy", "BeforeHookCreation", .beforeHookCreation),
            (argo, "argocd.argoproj.io/hook-delete-policy", "HookSucceeded", .hookSucceeded),
            (argo, "argocd.argoproj.io/hook-delete-policy", "HookFailed", .hookFailed),
            (helm, "helm.sh/hook-delete-policy", "before-hook-creation", .beforeHookCreation),
            (helm, "helm.sh/hook-delete-policy", "hook-succeeded", .hookSucceeded),
            (helm, "helm.sh/hook-delete-policy", "hook-failed", .hookFailed),
        ] as [(String, String, String, HookRole.DeletePolicy)])
    func deletePolicies(hook: String, annotation: String, text: String, policy: HookRole.DeletePolicy) {
        let object: Value = [
            "metadata": [
                "annotations": [hook: hook == Self.argo ? "PreSync" : "pre-install", annotation: .string(text)]
            ]
        ]
        #expect(Directives(lenient: object).hook?.deletePolicies == [policy])
    }

    @Test("waves, and weights of hooks; a weight of what is no hook says nothing here, as with Helm")
    func waves() {
        #expect(directives("argocd.argoproj.io/sync-wave", "1").read.wave == 1)
        #expect(directives("argocd.argoproj.io/sync-wave", "-1").read.wave == -1)
        #expect(directives("helm.sh/hook-weight", "1").read.wave == 0)
        let hook: Value = ["metadata": ["annotations": [Self.helm: "pre-install", "helm.sh/hook-weight": "1"]]]
        #expect(Directives(lenient: hook).wave == 1)
    }
}
