/// Finds what a node of a template's body is by its number, and writes it as Go does: only messages ask for it.
struct NodeSearch {
    let id: Int

    func text(in statements: [Statement]) -> String? { first(of: statements, text) }

    private func text(in statement: Statement) -> String? {
        if statement.id == id { return statement.description }
        switch statement {
        case .text, .breakLoop, .continueLoop: return nil
        case .action(let action): return text(in: action.pipeline)
        case .condition(let branch), .with(let branch), .range(let branch):
            return text(in: branch.pipeline) ?? text(in: branch.body) ?? branch.otherwise.flatMap(text)
        case .template(let call): return call.pipeline.flatMap(text)
        }
    }

    private func text(in pipeline: Pipeline) -> String? {
        if pipeline.id == id { return pipeline.description }
        if let variable = pipeline.variables.first(where: { $0.id == id }) { return variable.description }
        return first(of: pipeline.commands, text)
    }

    private func text(in command: Command) -> String? {
        if command.id == id { return command.description }
        return text(in: command.first) ?? first(of: command.rest, text)
    }

    private func text(in word: Expression) -> String? {
        if word.id == id { return word.description }
        switch word {
        case .chain(let chain): return text(in: chain.base)
        case .pipeline(let pipeline): return text(in: pipeline)
        default: return nil
        }
    }

    private func first<Element>(of elements: [Element], _ text: (Element) -> String?) -> String? {
        for element in elements {
            if let found = text(element) { return found }
        }
        return nil
    }
}
