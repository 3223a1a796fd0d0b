/// Collects what is wrong with a spec, so that a person sees all of it at once.
struct ProblemList {
    private(set) var errors: [APIError] = []

    /// Notes a problem, where there is one. The field is given from the spec on.
    mutating func check(_ field: String, _ problem: String?) {
        if let problem { errors.append(APIError(.invalid, "spec.\(field)", problem)) }
    }

    mutating func require(_ holds: Bool, _ field: String, _ expectation: String) {
        check(field, holds ? nil : expectation)
    }

    mutating func check(_ field: String, _ reference: NamespacedReference) {
        check("\(field).name", Names.problem(objectName: reference.name))
        check("\(field).namespace", reference.namespace.nonEmpty.flatMap(Names.problem(namespace:)))
    }
}
