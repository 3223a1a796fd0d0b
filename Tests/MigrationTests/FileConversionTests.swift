import Documents
import Migration
import Testing

@Suite("files of a checkout") struct FileConversionTests {
    private func convert(_ tool: MigratedTool, _ files: [String: String]) -> FileConversion.Outcome {
        FileConversion(tool, serviceAccount: nil).convert(
            files.sorted { $0.key < $1.key }.map { FileConversion.File(path: $0.key, text: $0.value) })
    }

    private static let around = (
        before:
            "# The shop's own.\n---\napiVersion: v1\nkind:   Namespace   # odd on purpose\nmetadata: {name: \"shop\"}\n--- \n",
        after:
            "---\n# nothing\n---\nkind: ConfigMap\napiVersion: v1\nmetadata:\n    name: a\ndata:\n  text: |\n    a\n\n    b\n"
    )

    private static let application = """
        # Who looks after it: team shop.
        apiVersion: argoproj.io/v1alpha1
        kind: Application
        metadata: {name: web, namespace: argocd}
        spec:
          source: {repoURL: "https://example.org/web.git", path: web, directory: {recurse: true}}
          destination: {namespace: web}

        """

    @Test(
        "one document becomes ours, with its repository before it, and every other byte stays",
        arguments: ["\n", "\r\n"])
    func bytes(newline: String) {
        let text = (Self.around.before + Self.application + Self.around.after).replacing("\n", with: newline)
        let outcome = convert(.argocd, ["apps/web.yaml": text])
        let made = """
            # Who looks after it: team shop.
            apiVersion: gitops.martlet.dev/v1alpha1
            kind: GitOpsRepository
            metadata:
              name: web
              namespace: argocd
            spec:
              url: https://example.org/web.git
            ---
            apiVersion: gitops.martlet.dev/v1alpha1
            kind: GitOpsApplication
            metadata:
              name: web
              namespace: argocd
            spec:
              source:
                repositoryRef:
                  name: web
                path: web
                type: Directory
                directory:
                  recurse: true
              destination:
                namespace: web
              sync:
                automatic: false
                prune: false
                selfHeal: false
              deletionPolicy: Orphan

            """
        #expect(
            outcome.changed.map(\.text) == [
                (Self.around.before + made + Self.around.after).replacing("\n", with: newline)
            ])
        #expect(outcome.unread.isEmpty)
    }

    @Test("what is not theirs, or blocks, or is a template, stays as it is")
    func untouched() {
        let outcome = convert(
            .argocd,
            [
                "plain.yaml": Self.around.before + Self.around.after,
                "plugin.yaml": Self.application.replacing("path: web", with: "plugin: {name: x}"),
                "template.yaml": "{{- range .Values.apps }}\n" + Self.application + "{{- end }}\n",
                "project.yaml":
                    "apiVersion: argoproj.io/v1alpha1\nkind: AppProject\nmetadata: {name: a}\nspec: {roles: [{name: b}]}\n",
            ])
        #expect(outcome.changed.isEmpty)
        #expect(outcome.unread.map(\.path) == ["template.yaml"])
        #expect(outcome.notes.map(\.field) == ["spec.source.plugin", "spec.roles"])
    }

    @Test("a release finds its source in another file; the tool's own files stay")
    func flux() throws {
        let outcome = convert(
            .flux,
            [
                "apps/podinfo/release.yaml": release, "clusters/prod/apps.yaml": podinfo,
                "clusters/prod/flux-system/gotk-sync.yaml":
                    "apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: flux-system, namespace: flux-system}\nspec: {path: ./clusters/prod}\n",
            ])
        #expect(outcome.changed.map(\.path) == ["apps/podinfo/release.yaml", "clusters/prod/apps.yaml"])
        let kinds = try outcome.changed.map { try objects($0.text).map { $0.kind ?? "" } }
        #expect(kinds == [["HelmRepository", "GitOpsApplication"], ["GitRepository", "GitOpsApplication"]])
        let again = convert(.flux, Dictionary(uniqueKeysWithValues: outcome.changed.map { ($0.path, $0.text) }))
        #expect(again.changed.isEmpty)
    }
}
