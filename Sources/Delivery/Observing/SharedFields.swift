internal import Documents
internal import KubeModel

extension FieldsEntry {
    /// Whether tools or people hold something of an object that its application could take over: cheap, for every object that is
    /// seen.
    static func areShared(in object: Value, with manager: String) -> Bool {
        all(of: object).contains { entry in
            Hands(entry) != nil || (entry.isApplied(by: manager) && PlainSecrets.names(entry.fields))
        }
    }
}
