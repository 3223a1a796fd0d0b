import SourceTrees
import Synchronization
import Testing

@testable import Kustomize

/// The expectations of builds are what kustomize 5.5.0 gives for repositories of these files.
@Suite("what lies in other repositories")
struct RemoteTests {
    /// Repositories by what names them.
    private final class Repositories: RemoteSources {
        private let trees: [String: MemoryTree]
        private let asked = Mutex<[RemoteRepository]>([])

        init(_ trees: [String: MemoryTree]) { self.trees = trees }

        var questions: [RemoteRepository] { asked.withLock(\.self) }

        func files(of repository: RemoteRepository) throws(KustomizeError) -> any SourceTree {
            asked.withLock { $0.append(repository) }
            guard let tree = trees[repository.description] else {
                throw KustomizeError(.unavailable, "there is no such repository")
            }
            return tree
        }

        func files(of chart: RemoteChart) throws(KustomizeError) -> any SourceTree {
            guard let tree = trees[chart.description] else {
                throw KustomizeError(.unavailable, "there is no such chart")
            }
            return tree
        }
    }

    private static let url = "https://git.example.org/team/shared"
    private static let object = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: shared}\ndata: {key: value}\n"

    private func build(
        _ kustomization: String, _ remotes: [String: MemoryTree], restriction: KustomizeOptions.LoadRestriction = .tree
    ) throws(KustomizeError) -> String {
        let options = KustomizeOptions(loadRestriction: restriction, order: .asRead)
        let tree = MemoryTree(["app/kustomization.yaml": kustomization, "app/own.yaml": RemoteTests.object])
        let output = try Kustomization.build(
            tree, directory: "app", options: options, remotes: Repositories(remotes))
        return String(decoding: try output.yaml(), as: UTF8.self)
    }

    private func failure(_ kustomization: String, _ remotes: [String: MemoryTree]) -> KustomizeError? {
        do throws(KustomizeError) {
            _ = try build(kustomization, remotes)
            return nil
        } catch {
            return error
        }
    }

    private var shared: MemoryTree {
        MemoryTree(
            [
                "base/kustomization.yaml": "resources: [object.yaml]\n", "base/object.yaml": RemoteTests.object,
                "label/kustomization.yaml":
                    "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\nlabels: [{pairs: {a: b}}]\n",
                "above/kustomization.yaml": "resources: [../base/object.yaml]\n",
                "out/kustomization.yaml": "resources: [../../app]\n",
                "itself/kustomization.yaml": "resources: ['\(RemoteTests.url)//itself?ref=v1']\n",
                "other/kustomization.yaml": "resources: ['\(RemoteTests.url)//base?ref=v1']\n",
            ], symlinks: ["link": "base", "outside": "../../etc"])
    }

    @Test(
        "addresses are taken apart as kustomize does",
        arguments: [
            ("https://git.example.org/team/shared//a/b?ref=v1", "https://git.example.org/team/shared", "a/b", "v1"),
            ("https://git.example.org/team/shared/a/b?ref=v1", "https://git.example.org/team/shared", "a/b", "v1"),
            ("https://git.example.org/team/shared", "https://git.example.org/team/shared", "", ""),
            ("https://git.example.org/x/y/shared.git/a", "https://git.example.org/x/y/shared.git", "a", ""),
            ("https://git.example.org/x/y/shared.git//a", "https://git.example.org/x/y/shared.git", "a", ""),
            ("HTTPS://git.example.org/a/b?version=v2", "https://git.example.org/a/b", "", "v2"),
            ("https://git.example.org/a/b?version=v2&ref=v1", "https://git.example.org/a/b", "", "v1"),
            (
                "https://git.example.org/a/b?ref=a%2Fb&timeout=5&submodules=false", "https://git.example.org/a/b", "",
                "a/b"
            ),
            ("https://git.example.org/a/b?ref=main;x", "https://git.example.org/a/b", "", ""),
            ("https://ada:secret@git.example.org/a/b//c", "https://git.example.org/a/b", "c", ""),
            ("https://git.example.org/a/b?ref=%zz", "https://git.example.org/a/b", "", ""),
            ("github.com/org/shared/a?ref=v1", "https://github.com/org/shared", "a", "v1"),
            ("GitHub.com/org/shared", "https://github.com/org/shared", "", ""),
            ("http://github.com/org/shared//a", "https://github.com/org/shared", "a", ""),
            ("git@github.com:org/shared//a", "git@github.com:org/shared", "a", ""),
            ("ssh://git@github.com/org/shared.git/a", "git@github.com:org/shared.git", "a", ""),
            ("git@git.example.org:team/shared.git//a?ref=v1", "git@git.example.org:team/shared.git", "a", "v1"),
            ("ssh://git@git.example.org:2222/x/shared//a", "ssh://git@git.example.org:2222/x/shared", "a", ""),
            ("git::https://git.example.org/a/b//c", "https://git.example.org/a/b", "c", ""),
            (
                "https://ada@dev.example.org/o/p/_git/shared/a/b", "https://dev.example.org/o/p/_git/shared", "a/b",
                ""
            ),
            ("file:///srv/git/shared//a?ref=v1", "file:///srv/git/shared", "a", "v1"),
            ("file:///srv/git/shared", "file:///srv/git/shared", "", ""),
        ])
    func addresses(text: String, url: String, path: String, reference: String) throws {
        let directory = try #require(RemoteDirectory(text))
        #expect(directory.repository == RemoteRepository(url: url, reference: reference))
        #expect(directory.path == path)
    }

    @Test(
        "what kustomize takes for a path is none",
        arguments: [
            "../base", "base", "a/b/c", "/srv/git", "https://git.example.org", "https://git.example.org/one", "",
            "git.example.org/team/shared", "git.example.org:team/shared", "https://git.example.org/a/b//../c", "a@b",
        ])
    func paths(text: String) { #expect(RemoteDirectory(text) == nil) }

    @Test("resources and components of another repository, also by a symlink")
    func live() throws {
        let text = try build(
            "resources: ['\(Self.url)//link?ref=v1']\ncomponents: ['\(Self.url)//label']\nnamePrefix: my-\n",
            ["\(Self.url)?ref=v1": shared, Self.url: shared])
        #expect(
            text
                == "apiVersion: v1\ndata:\n  key: value\nkind: ConfigMap\nmetadata:\n  labels:\n    a: b\n  name: my-shared\n"
        )
    }

    @Test("a repository may use itself by its address, but no kustomization itself")
    func circles() throws {
        let remotes = ["\(Self.url)?ref=v1": shared, Self.url: shared]
        #expect(try build("resources: ['\(Self.url)//other']", remotes).contains("name: shared"))
        let error = try #require(failure("resources: ['\(Self.url)//itself']", remotes))
        #expect(error.code == .conflict && error.description.contains("\(Self.url)//itself?ref=v1"), "\(error)")
    }

    @Test("origins name repository and reference")
    func origins() throws {
        let text = try build(
            "resources: ['\(Self.url)//base?ref=v1']\nbuildMetadata: [originAnnotations]\n",
            ["\(Self.url)?ref=v1": shared])
        #expect(
            text.contains(
                "config.kubernetes.io/origin: |\n      path: base/object.yaml\n      repo: \(Self.url)\n      ref: v1\n"
            ),
            "\(text)")
    }

    @Test(
        "nothing leads out of a repository, and in it nothing out of what is asked for",
        arguments: [
            ("above", "is not in or below"), ("out", "leads out of the source"), ("outside", "leads out of the tree"),
            ("none", "does not exist"), ("base/object.yaml", "is not a directory"), ("../app", "is no directory"),
        ])
    func restrictions(path: String, message: String) throws {
        let error = try #require(failure("resources: ['\(Self.url)//\(path)']", [Self.url: shared]))
        #expect(error.description.contains(message), "\(error)")
        #expect(error.description.contains(Self.url), "\(error)")
    }

    @Test("what cannot be had is an error that names who wants it")
    func missing() throws {
        let error = try #require(failure("resources: ['\(Self.url)//base?ref=v2']", [Self.url: shared]))
        #expect(error.code == .unavailable)
        #expect(
            error.description
                == "the kustomization 'app': field 'resources': '\(Self.url)//base?ref=v2': there is no such repository"
        )
    }

    @Test(
        "no message tells a user's password or a token",
        arguments: [
            "resources: ['https://ada:secret@git.example.org/team/shared//none']",
            "resources: ['https://secret@git.example.org/team/shared//base?ref=v9']",
            "resources: ['https://ada:secret@git.example.org/one']",
            "resources: ['ssh://ada:secret@git.example.org/team/shared//none']",
            "resources: ['ada:secret@git.example.org:team/shared']",
            "resources: ['https://git.example.org/one?token=secret']",
            "resources: ['https://git.example.org/team/shared//none?token=secret']",
            "components: ['https://ada:secret@git.example.org/team/shared//base']",
            "resources: [own.yaml]\npatches: [{path: 'https://ada:secret@git.example.org/a.yaml?token=secret'}]",
        ])
    func secrets(kustomization: String) throws {
        let error = try #require(failure(kustomization, [Self.url: shared]))
        #expect(!error.description.contains("secret"), "\(error)")
        #expect(error.description.contains("git.example.org"), "\(error)")
    }

    @Test("a directory that only looks like an address is one", arguments: ["app@v2", "github.com/foo", "base@x/y"])
    func directories(name: String) throws {
        let build = TestBuild([
            "kustomization.yaml": "resources: ['\(name)']\n", "\(name)/kustomization.yaml": "resources: [a.yaml]\n",
            "\(name)/a.yaml": Self.object,
        ])
        #expect(try build().contains("name: shared"))
    }

    @Test("where nothing is allowed the address is named, and the option", arguments: ["resources", "components"])
    func refused(field: String) throws {
        let error = try #require(
            TestBuild(["kustomization.yaml": "\(field): ['\(Self.url)//base']\n"]).error())
        #expect(error.code == .refused)
        #expect(error.description.contains("'\(Self.url)//base' is in another repository"), "\(error)")
        #expect(error.description.contains("--allow-remote-bases"), "\(error)")
    }

    @Test("single files of other hosts are refused", arguments: ["patches: [{path: URL}]", "crds: [URL]"])
    func files(kustomization: String) throws {
        let text = kustomization.replacing("URL", with: "'https://example.org/a/b.yaml'")
        let error = try #require(failure("resources: [own.yaml]\n\(text)", [:]))
        #expect(error.code == .refused)
        #expect(error.description.contains("no single files are fetched"), "\(error)")
    }

    // MARK: Charts

    private struct Inflater: ChartInflater {
        func inflate(_ chart: ChartInflation) throws(KustomizeError) -> [UInt8] {
            let values = chart.values.map { "\($0.name)=\(String(decoding: $0.content, as: UTF8.self))" }
            let file = (try? chart.tree.read("Chart.yaml", limit: 100)).map { String(decoding: $0, as: UTF8.self) }
            return Array(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: chart}\ndata: {v: '\((values + [file ?? "none"]).joined(separator: " "))'}\n"
                    .utf8)
        }
    }

    private func buildChart(_ fields: String, _ remotes: (any RemoteSources)?) throws(KustomizeError) -> String {
        let tree = MemoryTree(["kustomization.yaml": "helmCharts: [{name: web, \(fields)}]\n"])
        let output = try Kustomization.build(
            tree, directory: "", options: KustomizeOptions(loadRestriction: .tree, order: .asRead),
            inflater: Inflater(), remotes: remotes)
        return String(decoding: try output.yaml(), as: UTF8.self)
    }

    @Test(
        "a chart is fetched, and its own files of values are where kustomize would have unpacked it",
        arguments: [
            ("", "charts/web-1.2.0/web/values.yaml=a"),
            (", valuesFile: charts/web-1.2.0/web/ci/more.yaml", "charts/web-1.2.0/web/ci/more.yaml=b"),
        ])
    func chart(fields: String, values: String) throws {
        let chart = MemoryTree(["Chart.yaml": "chart", "values.yaml": "a", "ci/more.yaml": "b"])
        let repositories = Repositories(["the chart web 1.2.0 of https://charts.example.org": chart])
        let text = try buildChart("repo: 'https://charts.example.org', version: 1.2.0\(fields)", repositories)
        #expect(text.contains("v: \(values) chart\n"), "\(text)")
    }

    @Test("a chart's repo with a password is refused, and not told", arguments: ["ada:secret@", "secret@"])
    func chartSecret(user: String) {
        #expect {
            _ = try buildChart("repo: 'https://\(user)charts.example.org', version: 1.2.0", Repositories([:]))
        } throws: { error in
            "\(error)".contains("charts.example.org") && !"\(error)".contains("secret")
        }
    }

    @Test("without permission a chart is not fetched, and the error says where it could lie")
    func chartRefused() {
        #expect {
            _ = try buildChart("repo: 'https://charts.example.org', version: 1.2.0", nil)
        } throws: { error in
            "\(error)".contains("commit it to 'charts/web-1.2.0/web'") && "\(error)".contains("--allow-remote-bases")
        }
    }
}
