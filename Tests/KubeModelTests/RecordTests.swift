import Documents
import KubeModel
import Testing

@Suite struct RecordTests {
    @Test("a lease reads back as it was written")
    func lease() {
        let record = LeaseRecord(
            holderIdentity: "pod-1", leaseDurationSeconds: 15, acquireTime: KubeTime(microseconds: 1_500_000),
            renewTime: KubeTime(microseconds: 2_000_001), leaseTransitions: 3)
        #expect(LeaseRecord(spec: record.spec) == record)
        let object = record.object(key: ObjectKey(namespace: "n", name: "l"), resourceVersion: "7")
        #expect(object.at("metadata", "resourceVersion") == "7")
        #expect(object.at("spec", "renewTime") == "1970-01-01T00:00:02.000001Z")
    }

    @Test("an empty lease belongs to nobody")
    func emptyLease() {
        let record = LeaseRecord(spec: nil)
        #expect(record.holderIdentity == nil && record.leaseTransitions == 0)
        #expect(record.spec == ["leaseTransitions": 0])
    }

    @Test("an event stays inside the server's bounds")
    func event() throws {
        let object: Value = [
            "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "shop", "uid": "u", "resourceVersion": "3"],
        ]
        let event = EventRecord(
            kind: .warning, reason: "Failed", action: "Apply", note: String(repeating: "n", count: 5_000),
            regarding: try #require(ObjectReference(to: object)), related: nil, eventTime: KubeTime(seconds: 0),
            series: EventRecord.Series(count: 2, lastObservedTime: KubeTime(seconds: 1)),
            reportingController: "c", reportingInstance: "i")
        #expect(event.note.utf8.count <= 1_024)
        #expect(event.namespace == "default")
        let value = event.object(name: "shop.1")
        #expect(value.at("series", "count") == 2)
        #expect(value.at("regarding", "uid") == "u")
        #expect(value["type"] == "Warning")
    }
}
