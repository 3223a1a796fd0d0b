import Documents
import Kustomize
import Synchronization
import Testing

@Suite("Bounds")
struct BoundsTests {
    private let object = "{apiVersion: v1, kind: A, metadata: {name: a}}"

    private func bounds(
        depth: Int = 64, files: Int = 100, bytes: Int = 100_000, objects: Int = 100
    ) -> KustomizeOptions.Bounds {
        KustomizeOptions.Bounds(
            depth: depth, files: files, bytes: bytes, objects: objects,
            document: DocumentLimits(bytes: 50_000, depth: 50, documents: 50, nodes: 5_000))
    }

    @Test("depth, files, bytes and objects are counted")
    func counts() {
        var chain: [String: String] = [:]
        for level in 0..<10 { chain["d\(level)/kustomization.yaml"] = "resources: [../d\(level + 1)]" }
        chain["d10/kustomization.yaml"] = "resources: []"
        var build = TestBuild(chain)
        build.bounds = bounds(depth: 5)
        #expect(build.error("d0")?.code == .limit)
        build.bounds = bounds()
        #expect(build.error("d0") == nil)
        build.bounds = bounds(files: 5)
        #expect(build.error("d0")?.code == .limit)
        build.bounds = bounds(bytes: 100)
        #expect(build.error("d0")?.code == .limit)
        var many = TestBuild.of(
            (0..<20).map { "{apiVersion: v1, kind: A, metadata: {name: a\($0)}}" }.joined(separator: "\n---\n"), "")
        many.bounds = bounds(objects: 10)
        #expect(many.error()?.code == .limit)
    }

    @Test("bombs of aliases and deep nests end in an error")
    func bombs() {
        let bomb =
            "a: &a [x,x,x,x,x,x,x,x,x,x]\n"
            + zip("bcdefgh", "abcdefg").map {
                "\($0): &\($0) [\(Array(repeating: "*\($1)", count: 10).joined(separator: ","))]\n"
            }
            .joined()
        var build = TestBuild.of("apiVersion: v1\nkind: A\nmetadata: {name: a}\n\(bomb)", "")
        build.bounds = bounds()
        #expect(build.error()?.code == .limit)
        let nest = String(repeating: "[", count: 1_000) + String(repeating: "]", count: 1_000)
        #expect(TestBuild.of("apiVersion: v1\nkind: A\nmetadata: {name: a}\nx: \(nest)", "").error()?.code == .limit)
        #expect(TestBuild(["kustomization.yaml": "resources: \(nest)"]).error() != nil)
    }

    @Test("a build that nobody waits for any more ends")
    func cancellation() {
        let build = TestBuild.of(object, "")
        let options = KustomizeOptions(loadRestriction: .root, order: .asRead, isCancelled: { true })
        #expect(throws: KustomizeError(.cancelled, "was given up before it was done")) {
            try Kustomization.build(build.tree, directory: "", options: options)
        }
    }

    @Test(
        "a long list in one field can be given up halfway",
        arguments: [
            "replacements:\n"
                + String(
                    repeating:
                        "- {source: {kind: A, fieldPath: kind}, targets: [{select: {kind: A}, fieldPaths: [kind]}]}\n",
                    count: 100),
            "patchesStrategicMerge:\n"
                + String(repeating: "- '{apiVersion: v1, kind: A, metadata: {name: a}, x: y}'\n", count: 100),
        ])
    func interruption(field: String) throws {
        let looks = Counter()
        let build = TestBuild.of(object, field)
        #expect(build.error() == nil)
        let options = KustomizeOptions(loadRestriction: .root, order: .asRead, isCancelled: { looks.next() > 50 })
        let error = #expect(throws: KustomizeError.self) {
            try Kustomization.build(build.tree, directory: "", options: options)
        }
        #expect(error?.code == .cancelled)
    }
}

private final class Counter: Sendable {
    private let count = Mutex(0)

    func next() -> Int {
        count.withLock {
            $0 += 1
            return $0
        }
    }
}
