internal import Documents

/// Reads annotations of one object, and gathers what it cannot understand.
struct DirectiveReading {
    let object: Value
    private(set) var problems: [String] = []

    init(object: Value) { self.object = object }

    // MARK: Order

    mutating func wave(isHook: Bool) -> Int32 {
        for name in [Annotation.wave, Annotation.argoWave] {
            if let text = object.annotation(name) { return number(text, name) }
        }
        guard isHook, let text = object.annotation(Annotation.helmWeight) else { return 0 }
        // As Helm: what is no number is no weight.
        return Int32(text.trimmed) ?? 0
    }

    private mutating func number(_ text: String, _ annotation: String) -> Int32 {
        if let number = Int32(text.trimmed) { return number }
        problems.append("the annotation \(annotation) is “\(text.shortened)”, and has to be a whole number")
        return 0
    }

    // MARK: Hooks

    mutating func hook() -> HookRole? {
        for (name, policies) in [
            (Annotation.hook, Annotation.hookDeletePolicy), (Annotation.argoHook, Annotation.argoHookDeletePolicy),
        ] {
            guard let words = words(of: name) else { continue }
            return HookRole(moments: moments(words, name), deletePolicies: deletePolicies(policies), words: words)
        }
        guard let words = words(of: Annotation.helmHook), !words.contains("crd-install") else { return nil }
        if let unknown = words.first(where: { !HookRole.isHelmEvent($0) }) {
            problems.append(
                "the annotation \(Annotation.helmHook) names “\(unknown.shortened)”, which Helm does not know")
        }
        return HookRole(
            helmEvents: words, deletePolicies: self.words(of: Annotation.helmHookDeletePolicy) ?? [])
    }

    private mutating func moments(_ words: [String], _ annotation: String) -> [HookRole.Moment] {
        let choices = SyncPhase.ofHooks.map(\.rawValue) + ["Skip"]
        if words.isEmpty {
            problems.append(
                "the annotation \(annotation) names no phase; use one of \(choices.joined(separator: ", "))")
        }
        if words == ["Skip"] { return [] }
        return words.compactMap { word in
            if let phase = SyncPhase.ofHooks.first(where: { $0.rawValue == word }) { return HookRole.Moment(phase) }
            let why = word == "Skip" ? "“Skip” beside others" : "“\(word.shortened)”, which is no phase"
            problems.append("the annotation \(annotation) names \(why); use one of \(choices.joined(separator: ", "))")
            return nil
        }
    }

    private mutating func deletePolicies(_ annotation: String) -> Set<HookRole.DeletePolicy> {
        var policies: Set<HookRole.DeletePolicy> = []
        for word in words(of: annotation) ?? [] {
            guard let policy = HookRole.DeletePolicy(rawValue: word) else {
                let choices = HookRole.DeletePolicy.allCases.map(\.rawValue).joined(separator: ", ")
                problems.append("the annotation \(annotation) names “\(word.shortened)”; use some of \(choices)")
                continue
            }
            policies.insert(policy)
        }
        return policies
    }

    // MARK: Options

    mutating func options() -> ObjectOptions { ownOptions().over(argoOptions).over(helmOptions).over(fluxOptions) }

    private mutating func ownOptions() -> ObjectOptions {
        var options = ObjectOptions()
        for word in words(of: Annotation.options) ?? [] where !options.take(word) {
            problems.append(
                "the annotation \(Annotation.options) has “\(word.shortened)”; use some of "
                    + ObjectOptions.words.joined(separator: ", "))
        }
        if object.annotation(Annotation.prune) == "disabled" {
            options.prune = .never
            options.delete = .never
        }
        return options
    }

    private var argoOptions: ObjectOptions {
        var options = ObjectOptions()
        for word in words(of: Annotation.argoOptions) ?? [] { options.takeArgo(word) }
        return options
    }

    private var helmOptions: ObjectOptions {
        var options = ObjectOptions()
        if object.annotation(Annotation.helmPolicy)?.trimmed == "keep" {
            options.prune = .never
            options.delete = .never
        }
        return options
    }

    private var fluxOptions: ObjectOptions {
        var options = ObjectOptions()
        func says(_ annotation: String, _ word: String) -> Bool {
            object.annotation(annotation)?.lowercased() == word
        }
        if says(Annotation.fluxPrune, "disabled") {
            options.prune = .never
            options.delete = .never
        }
        if says(Annotation.fluxForce, "enabled") { options.recreate = true }
        switch object.annotation(Annotation.fluxApply)?.lowercased() {
        case "merge": options.application = .merged
        case "ifnotpresent": options.application = .once
        case "ignore": options.application = .never
        case "override": options.application = .always
        default: break
        }
        if says(Annotation.fluxReconcile, "disabled") { options.application = .never }
        return options
    }

    /// Nil where there is no such annotation.
    private func words(of annotation: String) -> [String]? {
        object.annotation(annotation)?.split(separator: ",").map { String($0).trimmed }.filter { !$0.isEmpty }
    }
}

/// The names of annotations.
package enum Annotation {
    package static let wave = "gitops.martlet.dev/wave"
    package static let hook = "gitops.martlet.dev/hook"
    package static let hookDeletePolicy = "gitops.martlet.dev/hook-delete-policy"
    package static let options = "gitops.martlet.dev/options"
    package static let prune = "gitops.martlet.dev/prune"
    package static let argoWave = "argocd.argoproj.io/sync-wave"
    package static let argoHook = "argocd.argoproj.io/hook"
    package static let argoHookDeletePolicy = "argocd.argoproj.io/hook-delete-policy"
    package static let argoOptions = "argocd.argoproj.io/sync-options"
    package static let helmHook = "helm.sh/hook"
    package static let helmWeight = "helm.sh/hook-weight"
    package static let helmHookDeletePolicy = "helm.sh/hook-delete-policy"
    package static let helmPolicy = "helm.sh/resource-policy"
    package static let fluxPrune = "kustomize.toolkit.fluxcd.io/prune"
    package static let fluxForce = "kustomize.toolkit.fluxcd.io/force"
    package static let fluxApply = "kustomize.toolkit.fluxcd.io/ssa"
    package static let fluxReconcile = "kustomize.toolkit.fluxcd.io/reconcile"
}

extension ObjectOptions {
    static let words = [
        "Prune=false", "Prune=confirm", "Delete=false", "Delete=confirm", "Replace=true", "Recreate=true",
        "PruneLast=true", "Apply=once", "Apply=merge", "Apply=never", "Validate=false",
    ]

    /// Takes in one of Martlet's words; false where it is none. What is the default may be said, too.
    fileprivate mutating func take(_ word: String) -> Bool {
        switch word {
        case "Apply=once": application = .once
        case "Apply=never": application = .never
        case "Apply=merge": application = .merged
        case "Apply=always": application = .always
        case "Recreate=true": recreate = true
        case "Recreate=false": recreate = false
        default: return takeCommon(word)
        }
        return true
    }

    /// One of Argo CD's words. Those that ask for what is always so here, or for nothing that there is here, say nothing.
    fileprivate mutating func takeArgo(_ word: String) {
        switch word {
        case "Force=true": recreate = true
        case "Force=false": recreate = false
        default: _ = takeCommon(word)
        }
    }

    private mutating func takeCommon(_ word: String) -> Bool {
        switch word {
        case "Prune=false": prune = .never
        case "Prune=confirm": prune = .confirmed
        case "Prune=true": prune = .allowed
        case "Delete=false": delete = .never
        case "Delete=confirm": delete = .confirmed
        case "Delete=true": delete = .allowed
        case "Replace=true": replace = true
        case "Replace=false": replace = false
        case "PruneLast=true": pruneLast = true
        case "PruneLast=false": pruneLast = false
        case "Validate=false": validate = false
        case "Validate=true": validate = true
        default: return false
        }
        return true
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    /// As much of it as tells which is meant.
    fileprivate var shortened: String {
        unicodeScalars.count > 60 ? String(String.UnicodeScalarView(unicodeScalars.prefix(60))) + "…" : self
    }
}
