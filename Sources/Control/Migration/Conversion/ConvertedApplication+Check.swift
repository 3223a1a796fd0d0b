internal import Documents
internal import GitOpsAPI

extension ConvertedApplication {
    /// Says what the server, or the controller, would refuse of it: what stands in others' objects is not trusted.
    mutating func check(_ notes: inout FieldNotes) {
        do throws(APIError) {
            let read = try GitOpsApplication.Spec(spec)
            for error in read.validate(for: key) { notes.add(.blocks, "as one of ours, \(error)") }
        } catch {
            notes.add(.blocks, "as one of ours, \(error)")
        }
        if let problem = Names.problem(objectName: key.name) { notes.add(.blocks, "its name \(problem)") }
    }

    /// The specification as the controller reads it.
    var readSpec: GitOpsApplication.Spec? { try? GitOpsApplication.Spec(spec) }
}

extension ConvertedRepository {
    /// As of an application.
    func check() -> [String] {
        do throws(APIError) {
            return try GitOpsRepository.Spec(spec).validate().map { "as one of ours, \($0)" }
        } catch {
            return ["as one of ours, \(error)"]
        }
    }
}
