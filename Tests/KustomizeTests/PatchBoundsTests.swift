import Kustomize
import Testing

@Suite("Bounds of patches")
struct PatchBoundsTests {
    private let object = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: {a: [x]}}"

    @Test("copies of copies end in an error, not in all of the memory")
    func copies() {
        let doubling = (0..<60).map { "- {op: copy, from: /data/a, path: /data/a/\($0 % 2)}" }.joined(
            separator: "\n    ")
        let build = TestBuild.of(object, "patches:\n- target: {kind: ConfigMap}\n  patch: |\n    \(doubling)")
        #expect(build.error()?.code == .limit)
    }

    @Test("a patch as deep as a file may be is merged")
    func depth() throws {
        let open = String(repeating: "{a: ", count: 150)
        let close = String(repeating: "}", count: 150)
        let patch = "{apiVersion: v1, kind: ConfigMap, metadata: {name: a}, data: \(open)1\(close)}"
        let build = TestBuild.of(patch, "patches:\n- patch: '\(patch)'")
        #expect(try build().contains("a: 1"))
    }

    @Test("a list of many elements is merged by key in no time worth mentioning")
    func longLists() throws {
        let names = (0..<300).map { "{name: v\($0), value: x}" }.joined(separator: ", ")
        let pod = "{apiVersion: v1, kind: Pod, metadata: {name: a}, spec: {containers: [{name: a, env: [\(names)]}]}}"
        let output = try TestBuild.of(pod, "patches:\n- patch: '\(pod)'")()
        #expect(output.split(separator: "\n").filter { $0.contains("value: x") }.count == 300)
    }
}
