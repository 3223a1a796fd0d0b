import Documents
import Health
import KubeModel
import Planning
import TestKit
import Testing

@testable import Observing

private func type(version: String = "v1", plural: String = "deployments") -> ResourceType {
    ResourceType(
        gvk: GroupVersionKind(group: "apps", version: version, kind: "Deployment"), plural: plural, namespaced: true,
        verbs: ["list"])
}

private let kind = type()

private func id(_ name: String) -> ObjectID {
    ObjectID(group: "apps", kind: "Deployment", namespace: "shop", name: name)
}

private func row(
    _ resourceVersion: String, owner: ObjectKey? = "shop/web", projection: UInt64 = 1
) -> LiveTable.Row {
    let live = LiveRow(
        uid: "u", resourceVersion: resourceVersion, projection: projection, owner: owner, managedByUs: true,
        isTerminating: false, keep: false)
    return LiveTable.Row(live: live, health: .present(nil))
}

private func emptyTable() -> LiveTable {
    var table = LiveTable()
    table.require([kind, type(version: "v1beta1"), type(plural: "pods")], for: "shop/web", now: .zero)
    return table
}

extension LiveTable {
    fileprivate func isCurrent(_ type: ResourceType) -> Bool { kinds[type]?.isCurrent ?? false }
    fileprivate func isAbsent(_ type: ResourceType) -> Bool { kinds[type]?.isAbsent ?? false }
}

/// A table whose watch has listed these objects.
private func table(_ rows: [String: LiveTable.Row], listedAt version: String = "100") -> LiveTable {
    var table = emptyTable()
    table.beginList(kind)
    for (name, row) in rows {
        table.noteListed(id(name), type: kind)
        _ = table.store(row, id: id(name), type: kind)
    }
    _ = table.endList(kind, resourceVersion: version)
    return table
}

@Suite struct LiveTableTests {
    @Test func `Nothing is decided on a list that is not complete`() {
        var table = emptyTable()
        #expect(!table.isCurrent(kind))
        table.beginList(kind)
        #expect(!table.isCurrent(kind))
        _ = table.endList(kind, resourceVersion: "1")
        #expect(table.isCurrent(kind))
    }

    @Test func `What a list does not hold is gone, and its owner is told`() {
        var table = table(["web": row("5"), "db": row("6", owner: "shop/db")])
        table.beginList(kind)
        table.noteListed(id("web"), type: kind)
        let gone = table.endList(kind, resourceVersion: "110")
        #expect(gone == [LiveTable.Change(id: id("db"), owners: ["shop/db"])])
        #expect(table[id("db"), kind] == nil)
        #expect(table[id("web"), kind] != nil)
    }

    @Test func `What we wrote after the moment of a list is not in it, and is there`() {
        var table = table([:])
        table.beginList(kind)
        _ = table.storeOwn(row("120"), id: id("web"), type: kind)
        #expect(table.endList(kind, resourceVersion: "110") == [])
        #expect(table[id("web"), kind] != nil)
    }

    @Test func `What we wrote before the moment of a list and is not in it was deleted`() {
        var table = table([:])
        table.beginList(kind)
        _ = table.storeOwn(row("105"), id: id("web"), type: kind)
        #expect(table.endList(kind, resourceVersion: "110").map(\.id) == [id("web")])
        #expect(table[id("web"), kind] == nil)
    }

    @Test func `Versions of one kind have lists of their own`() {
        var table = table(["web": row("5")])
        let other = type(version: "v1beta1")
        table.beginList(other)
        #expect(table.endList(other, resourceVersion: "110") == [])
        #expect(table[id("web"), kind] != nil)
    }

    @Test func `What another watch says of a kind of the same name changes nothing`() {
        var table = table(["web": row("5")])
        let other = type(plural: "pods")
        #expect(table.markAbsent(other, now: .zero).gone == [])
        table.beginList(other)
        #expect(table.isCurrent(kind) && table[id("web"), kind] != nil)
        _ = table.store(row("9223372036854775807", owner: "evil/app"), id: id("web"), type: other)
        #expect(table.isNews(id("web"), type: kind, resourceVersion: "6"))
        #expect(table[id("web"), kind]?.live.owner == "shop/web")
        table.require([kind], for: "shop/web", now: .zero)
        _ = table.step(now: KindState.grace)
        #expect(table[id("web"), other] == nil && table[id("web"), kind] != nil)
    }

    @Test func `Of a kind that is not served there is nothing, and that is not a list`() {
        var table = table(["web": row("5")])
        #expect(table.markAbsent(kind, now: .zero).gone.map(\.id) == [id("web")])
        #expect(table.isCurrent(kind))
        #expect(table.isAbsent(kind))
        table.beginList(kind)
        #expect(table.isCurrent(kind))
        _ = table.endList(kind, resourceVersion: "110")
        #expect(!table.isAbsent(kind))
    }

    @Test func `A deletion of an earlier life takes nothing away`() {
        var table = table(["web": row("20")])
        #expect(table.remove(id("web"), type: kind, resourceVersion: "15") == nil)
        #expect(table.remove(id("web"), type: kind, resourceVersion: "21") != nil)
        #expect(table[id("web"), kind] == nil)
    }

    @Test func `The echo of our own write is no news`() {
        let table = table(["web": row("20")])
        #expect(!table.isNews(id("web"), type: kind, resourceVersion: "20"))
        #expect(!table.isNews(id("web"), type: kind, resourceVersion: "19"))
        #expect(table.isNews(id("web"), type: kind, resourceVersion: "21"))
    }

    @Test func `An answer of the same version replaces a row that was made by other rules`() {
        var table = table(["web": row("20", projection: 1)])
        _ = table.storeOwn(row("20", projection: 2), id: id("web"), type: kind)
        #expect(table[id("web"), kind]?.live.projection == 2)
        _ = table.storeOwn(row("19", projection: 3), id: id("web"), type: kind)
        #expect(table[id("web"), kind]?.live.projection == 2)
    }

    @Test func `An answer to a write of ours brings nothing back that the watch has told to be gone`() {
        var table = table([:])
        table.noteTold(kind, resourceVersion: "112")
        #expect(table.remove(id("web"), type: kind, resourceVersion: "112") == nil)
        #expect(table.storeOwn(row("110"), id: id("web"), type: kind) == .gone)
        #expect(table[id("web"), kind] == nil)
        // Made again after that.
        #expect(table.storeOwn(row("113"), id: id("web"), type: kind) != .gone)
        #expect(table[id("web"), kind] != nil)
    }

    @Test func `Nor what a list did not hold any more`() {
        var table = table([:], listedAt: "100")
        #expect(table.storeOwn(row("90"), id: id("web"), type: kind) == .gone)
        table.noteTold(kind, resourceVersion: "80")
        #expect(table.storeOwn(row("99"), id: id("web"), type: kind) == .gone, "what was told stays told")
        #expect(table.storeOwn(row("101"), id: id("web"), type: kind) != .gone)
    }

    @Test func `After the server was put back to an earlier state, older versions are news`() {
        var table = table(["web": row("220", projection: 2), "db": row("218")], listedAt: "222")
        table.beginList(kind)
        #expect(Set(table.rewind(kind).map(\.id)) == [id("web"), id("db")])
        #expect(table.isNews(id("web"), type: kind, resourceVersion: "215"))
        table.noteListed(id("web"), type: kind)
        _ = table.store(row("215", projection: 1), id: id("web"), type: kind)
        _ = table.endList(kind, resourceVersion: "216")
        #expect(table[id("web"), kind]?.live.projection == 1)
        #expect(table[id("db"), kind] == nil)
        #expect(table.storeOwn(row("217", projection: 2), id: id("web"), type: kind) != .outdated)
        #expect(table.storeOwn(row("218"), id: id("db"), type: kind) != .gone)
    }

    @Test func `A change that decisions do not rest on is none`() {
        var table = table(["web": row("20")])
        #expect(table.store(row("21"), id: id("web"), type: kind) == nil)
        #expect(
            table.store(row("22", owner: "shop/api"), id: id("web"), type: kind)?.owners
                == ["shop/web", "shop/api"])
    }

    @Test func `Owners are found whatever the version`() {
        let table = table(["web": row("20"), "db": row("21", owner: nil)])
        #expect(table.owners(of: [id("web"), id("db"), id("none")]) == ["shop/web"])
    }
}
