import Documents
import TestKit
import Testing

@testable import Controllers

@Suite struct ReverseReferencesTests {
    @Test func `Read backwards, and always as last said; nothing is left of what nobody refers to`() {
        let (web, api): (ObjectKey, ObjectKey) = ("shop/web", "shop/api")
        let references = ReverseReferences()
        references.set([api, "shop/db"], of: web)
        #expect(references[api] == [web] && references["shop/db"] == [web])
        references.set([api], of: web)
        #expect(references[api] == [web] && references["shop/db"] == [])
        references.set([], of: web)
        #expect(references[api] == [] && references.count == 0)
    }
}
