import CEL
import Documents
import Testing

/// What an expression gives, or why it gives nothing, as a text.
func result(
    _ source: String, _ variables: [String: Value] = [:], limits: CELLimits = .kubernetes
) -> Result<CELValue, CELError> {
    Result { () throws(CELError) in
        try CELExpression(source, variables: nil, limits: limits).evaluate(CELVariables(documents: variables))
    }
}

/// An expression has to be true.
func expectTrue(
    _ source: String, _ variables: [String: Value] = [:], location: SourceLocation = #_sourceLocation
) {
    switch result(source, variables) {
    case .success(let value): #expect(value.bool == true, "\(source) gives \(value)", sourceLocation: location)
    case .failure(let error): Issue.record("\(source): \(error)", sourceLocation: location)
    }
}

/// An expression has to fail, with this in the message.
func expectFailure(
    _ source: String, _ message: String, _ variables: [String: Value] = [:], code: CELError.Code? = nil,
    location: SourceLocation = #_sourceLocation
) {
    switch result(source, variables) {
    case .success(let value): Issue.record("\(source) gives \(value)", sourceLocation: location)
    case .failure(let error):
        #expect(error.description.contains(message), "\(source): \(error)", sourceLocation: location)
        if let code { #expect(error.code == code, "\(source): \(error)", sourceLocation: location) }
    }
}
