/// One step that changes the objects of a kustomization.
package protocol Transformer {
    func transform(_ set: inout ResourceSet) throws(KustomizeError)
}
