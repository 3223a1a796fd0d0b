package import Documents

/// A kustomization that is no file, and has the one that is built as its only resource.
package struct KustomizationOverlay: Sendable {
    /// The fields of a kustomization; paths are relative to the directory of the one that is built.
    package var fields: Value
    /// What messages call it in the place of a directory.
    package var name: String

    package init(fields: Value, name: String) {
        self.fields = fields
        self.name = name
    }
}
