import Documents
import Testing

@testable import Directives

@Suite("What annotations ask for")
struct DirectivesTests {
    private func object(_ annotations: [String: String]) -> Value {
        let entries = annotations.sorted { $0.key < $1.key }.map { ($0.key, Value.string($0.value)) }
        return ["metadata": ["annotations": .object(Object(entries))]]
    }

    private func problem(_ annotations: [String: String]) -> String? {
        do throws(DirectiveError) {
            _ = try Directives(object(annotations))
            return nil
        } catch { return error.message }
    }

    @Test("an object without annotations asks for nothing")
    func nothing() throws {
        #expect(try Directives(["metadata": [:]]) == Directives())
        #expect(try Directives(["metadata": ["annotations": .null]]) == Directives())
    }

    @Test("waves are whole numbers, ours before Argo CD's, a hook's weight last")
    func waves() throws {
        #expect(try Directives(object([Annotation.argoWave: "-5"])).wave == -5)
        #expect(try Directives(object([Annotation.argoWave: "-5", Annotation.wave: " 7 "])).wave == 7)
        #expect(try Directives(object([Annotation.helmWeight: "3"])).wave == 0)
        #expect(try Directives(object([Annotation.helmWeight: "3", Annotation.helmHook: "pre-install"])).wave == 3)
        #expect(try Directives(object([Annotation.helmWeight: "x", Annotation.helmHook: "pre-install"])).wave == 0)
        #expect(
            try Directives(object([Annotation.helmWeight: "3", Annotation.argoHook: "PreSync", Annotation.wave: "1"]))
                .wave == 1)
    }

    @Test("what is no wave is said, not guessed", arguments: ["", "one", "1.5", "99999999999"])
    func badWaves(text: String) {
        for name in [Annotation.wave, Annotation.argoWave] {
            #expect(problem([name: text])?.contains(name) == true)
            #expect(Directives(lenient: object([name: text])).wave == 0)
        }
    }

    @Test("hooks of Argo CD have phases and policies, and the default of the latter")
    func argoHooks() throws {
        let hook = try #require(
            try Directives(
                object([
                    Annotation.argoHook: "PreSync, PostSync", Annotation.argoHookDeletePolicy: "HookSucceeded",
                ])
            ).hook)
        #expect(hook.moments == [HookRole.Moment(.preSync), HookRole.Moment(.postSync)])
        #expect(hook.deletePolicies == [.hookSucceeded] && !hook.isAlone)
        #expect(hook.runs(in: .preSync, of: .install) && hook.runs(in: .postSync, of: .upgrade))
        #expect(!hook.runs(in: .sync, of: .install) && !hook.runs(in: .preSync, of: .rollback))
        #expect(try Directives(object([Annotation.argoHook: "Sync"])).hook?.deletePolicies == [.beforeHookCreation])
        #expect(try Directives(object([Annotation.argoHook: "Skip"])).hook?.moments == [])
    }

    @Test(
        "Helm's hooks tell installing, upgrading and rolling back apart, run alone, and what tests does not run")
    func helmHooks() throws {
        let hook = try #require(try Directives(object([Annotation.helmHook: "pre-install,post-upgrade"])).hook)
        #expect(hook.isAlone && hook.runs(in: .preSync, of: .install) && !hook.runs(in: .preSync, of: .upgrade))
        #expect(!hook.runs(in: .postSync, of: .install) && hook.runs(in: .postSync, of: .upgrade))
        #expect(try Directives(object([Annotation.helmHook: "test"])).hook?.moments == [])
        let back = try #require(try Directives(object([Annotation.helmHook: "test, post-rollback"])).hook)
        #expect(back.runs(in: .postSync, of: .rollback) && !back.runs(in: .postSync, of: .upgrade))
        #expect(try Directives(object([Annotation.helmHook: "crd-install"])).hook == nil)
    }

    @Test("of several tools' hooks on one object Martlet's count, then Argo CD's, then Helm's")
    func precedence() throws {
        var annotations = [Annotation.helmHook: "pre-install", Annotation.argoHook: "PostSync"]
        #expect(try Directives(object(annotations)).hook?.moments == [HookRole.Moment(.postSync)])
        annotations[Annotation.hook] = "SyncFail"
        #expect(try Directives(object(annotations)).hook?.moments == [HookRole.Moment(.syncFail)])
    }

    @Test(
        "what is no hook is said, and is a hook all the same: it is not applied with the rest",
        arguments: [
            [Annotation.hook: "PreSnc"], [Annotation.argoHook: "presync"], [Annotation.hook: ""],
            [Annotation.hook: "Skip,Sync"], [Annotation.helmHook: "pre-installl"],
            [Annotation.hook: "PreSync", Annotation.hookDeletePolicy: "Never"],
        ])
    func badHooks(annotations: [String: String]) {
        #expect(problem(annotations) != nil)
        #expect(Directives(lenient: object(annotations)).hook != nil)
    }

    @Test("options mean the same in the words of all tools")
    func options() throws {
        func options(_ annotations: [String: String]) throws -> ObjectOptions {
            try Directives(object(annotations)).options
        }
        let own = try options([
            Annotation.options:
                "Prune=confirm, Delete=false,Replace=true,Recreate=true,PruneLast=true,Apply=once,Validate=false"
        ])
        #expect(own.prune == .confirmed && own.delete == .never && own.application == .once)
        #expect(own.replace == true && own.recreate == true && own.pruneLast == true && own.validate == false)
        let argo = try options([Annotation.argoOptions: "Prune=false,Force=true,ServerSideApply=true,Unheard=of"])
        #expect(argo.prune == .never && argo.delete == nil && argo.recreate == true)
        let helm = try options([Annotation.helmPolicy: "keep"])
        #expect(helm.prune == .never && helm.delete == .never)
        let flux = try options([
            Annotation.fluxPrune: "disabled", Annotation.fluxForce: "Enabled", Annotation.fluxApply: "IfNotPresent",
        ])
        #expect(flux.prune == .never && flux.recreate == true && flux.application == .once)
        #expect(try options([Annotation.fluxApply: "Merge"]).application == .merged)
        #expect(try options([Annotation.options: "Apply=merge"]).application == .merged)
        #expect(try options([Annotation.fluxReconcile: "disabled"]).application == .never)
        #expect(
            try options([Annotation.options: "Prune=true", Annotation.argoOptions: "Prune=false"]).prune == .allowed)
        #expect(problem([Annotation.options: "Purge=false"])?.contains("Purge=false") == true)
    }
}
