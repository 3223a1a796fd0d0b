import Documents
import Testing

@testable import Applying

@Suite("manifests in a form that old servers understand") struct OldServerFormsTests {
    private func written(_ text: String) throws -> String {
        OldServerForms.writing(try JSON.parse(text, limits: .file)).json()
    }

    @Test("ports have their default protocol, and keep the one that they name")
    func ports() throws {
        let service = try written(
            #"{"apiVersion":"v1","kind":"Service","spec":{"ports":[{"port":80},{"port":53,"protocol":"UDP"}]}}"#)
        #expect(
            service
                == #"{"apiVersion":"v1","kind":"Service","spec":{"ports":[{"port":80,"protocol":"TCP"},{"port":53,"protocol":"UDP"}]}}"#
        )
    }

    @Test(
        "Pods are found in whatever makes them",
        arguments: [
            ("v1", "Pod", #"{"spec":SPEC}"#), ("apps/v1", "Deployment", #"{"spec":{"template":{"spec":SPEC}}}"#),
            ("apps/v1", "StatefulSet", #"{"spec":{"template":{"spec":SPEC}}}"#),
            ("batch/v1beta1", "CronJob", #"{"spec":{"jobTemplate":{"spec":{"template":{"spec":SPEC}}}}}"#),
        ])
    func pods(apiVersion: String, kind: String, frame: String) throws {
        func manifest(_ spec: String) -> String {
            #"{"apiVersion":"\#(apiVersion)","kind":"\#(kind)","# + frame.replacing("SPEC", with: spec).dropFirst()
        }
        let spec =
            #"{"containers":[{"ports":[{"containerPort":80}],"resources":{"limits":{"cpu":1},"requests":{"cpu":0.5,"memory":"1Gi"}}}]}"#
        let expected =
            #"{"containers":[{"ports":[{"containerPort":80,"protocol":"TCP"}],"resources":{"limits":{"cpu":"1"},"requests":{"cpu":"0.5","memory":"1Gi"}}}]}"#
        #expect(try written(manifest(spec)) == manifest(expected))
    }

    @Test("quantities of quotas, ranges, volumes and claims are texts")
    func quantities() throws {
        for (kind, spec, expected) in [
            ("ResourceQuota", #"{"hard":{"pods":10}}"#, #"{"hard":{"pods":"10"}}"#),
            (
                "LimitRange", #"{"limits":[{"type":"Pod","max":{"cpu":2}}]}"#,
                #"{"limits":[{"type":"Pod","max":{"cpu":"2"}}]}"#
            ),
            ("PersistentVolume", #"{"capacity":{"storage":1024}}"#, #"{"capacity":{"storage":"1024"}}"#),
            (
                "PersistentVolumeClaim", #"{"resources":{"requests":{"storage":1024}}}"#,
                #"{"resources":{"requests":{"storage":"1024"}}}"#
            ),
        ] {
            let text = try written(#"{"apiVersion":"v1","kind":"\#(kind)","spec":\#(spec)}"#)
            #expect(text == #"{"apiVersion":"v1","kind":"\#(kind)","spec":\#(expected)}"#)
        }
    }

    @Test(
        "other kinds, and manifests of another shape, are left as they are",
        arguments: [
            #"{"apiVersion":"example.org/v1","kind":"Service","spec":{"ports":[{"port":80}]}}"#,
            #"{"apiVersion":"v1","kind":"Service","spec":{"ports":"none"}}"#,
            #"{"apiVersion":"v1","kind":"Service","spec":{"ports":[7,null]}}"#,
            #"{"apiVersion":"apps/v1","kind":"Deployment","spec":null}"#,
            #"{"apiVersion":"apps/v1","kind":"Deployment","spec":{"template":{"spec":{"containers":{"a":1}}}}}"#,
        ])
    func others(text: String) throws { #expect(try written(text) == text) }
}
