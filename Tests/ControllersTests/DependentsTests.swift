import Documents
import Testing

@testable import Controllers

@Suite struct DependentsTests {
    @Test func `Read backwards, and always as last said`() {
        let (web, api) = (ObjectKey(namespace: "shop", name: "web"), ObjectKey(namespace: "shop", name: "api"))
        let dependents = Dependents()
        dependents.set([api], of: web)
        #expect(dependents[api] == [web])
        dependents.set([], of: web)
        #expect(dependents[api] == [])
    }
}
