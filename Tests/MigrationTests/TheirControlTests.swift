import Documents
import Testing

@testable import Migration

@Suite("how theirs are stopped") struct TheirControlTests {
    private static let kinds = [
        ("argoproj.io/v1alpha1", "Application"), ("argoproj.io/v1alpha1", "ApplicationSet"),
        ("kustomize.toolkit.fluxcd.io/v1", "Kustomization"), ("helm.toolkit.fluxcd.io/v2", "HelmRelease"),
    ]

    private func merged(_ value: Value, _ patch: Value) -> Value {
        guard case .object(var members) = value, let changes = patch.object else { return patch }
        for (name, change) in changes { members[name] = members[name].map { merged($0, change) } ?? change }
        return .object(members)
    }

    @Test("each is stopped by its patch, and what was there before says how to start it", arguments: kinds)
    func stopped(version: String, kind: String) throws {
        let object: Value = [
            "apiVersion": .string(version), "kind": .string(kind),
            "metadata": ["name": "a", "namespace": "n", "uid": "u", "annotations": ["note": "x"]],
            "spec": ["interval": "1m", "syncPolicy": ["applicationsSync": "sync"]],
        ]
        let id = try #require(object.objectID)
        #expect(!TheirControl.isStopped(object))
        let state = try #require(ObjectState(object, fields: TheirControl.fields(of: id.groupKind)))
        let stopped = merged(object, TheirControl.stoppingPatch(for: id.groupKind))
        #expect(TheirControl.isStopped(stopped))
        #expect(state.original(of: stopped) == object)
        #expect(state.restoringPatch(of: stopped)?.array?.count == 2)
    }

    @Test("a sync that is under way is one; what fails again and again is not")
    func busy() {
        func argo(_ phase: String) -> Value {
            [
                "apiVersion": "argoproj.io/v1alpha1", "kind": "Application",
                "status": ["operationState": ["phase": .string(phase)]],
            ]
        }
        func flux(_ reason: String) -> Value {
            [
                "apiVersion": "kustomize.toolkit.fluxcd.io/v1", "kind": "Kustomization",
                "status": ["conditions": [["type": "Reconciling", "status": "True", "reason": .string(reason)]]],
            ]
        }
        #expect(TheirControl.isBusy(argo("Running")) && !TheirControl.isBusy(argo("Succeeded")))
        #expect(TheirControl.isBusy(flux("Progressing")) && !TheirControl.isBusy(flux("ProgressingWithRetry")))
    }

    @Test("only finalizers that take objects along are taken off")
    func finalizers() {
        for name in ["resources-finalizer.argocd.argoproj.io", "resources-finalizer.argocd.argoproj.io/background"] {
            #expect(TheirControl.isDeleting(name))
        }
        #expect(!TheirControl.isDeleting("finalizers.fluxcd.io") && !TheirControl.isDeleting("example.org/keep"))
    }
}
