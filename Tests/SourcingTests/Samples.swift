import Documents
import Git

@testable import Sourcing

extension SourceCatalog {
    /// Of an application with one source.
    func use(_ repository: ObjectKey, by application: ObjectKey, at references: [GitReference]) -> Bool {
        !use([Use(repository, at: references)], by: application).isEmpty
    }
}
