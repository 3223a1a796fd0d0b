internal import Documents
internal import Health

/// An object, and what it owns.
struct TreeNode: Comparable {
    var kind: String
    var namespace: String
    var name: String
    /// Nil where it could not be read.
    var health: ObjectHealth?
    var remark: String
    var children: [TreeNode]

    /// The worst in the branch.
    var worst: HealthStatus {
        children.reduce(health?.status ?? .healthy) { max($0, $1.worst) }
    }

    /// Without branches in which all is well; nil where that is all.
    var problems: TreeNode? {
        guard worst > .suspended else { return nil }
        var node = self
        node.children = children.compactMap(\.problems)
        return node
    }

    /// Trouble first; then by kind and name.
    static func < (left: TreeNode, right: TreeNode) -> Bool {
        guard left.worst == right.worst else { return left.worst > right.worst }
        return (left.kind, left.namespace, left.name) < (right.kind, right.namespace, right.name)
    }

    static func == (left: TreeNode, right: TreeNode) -> Bool { !(left < right) && !(right < left) }

    var told: Value {
        var value: Value = ["kind": .string(kind), "name": .string(name)]
        if !namespace.isEmpty { value["namespace"] = .string(namespace) }
        if let health {
            value["health"] = .string(health.status.name)
            if !health.message.isEmpty { value["message"] = .string(health.message) }
        }
        if !children.isEmpty { value["children"] = .array(children.map(\.told)) }
        return value
    }
}

/// A tree as lines: names to the left, how each is to the right.
struct TreeText {
    private let console: Console
    private let home: String

    /// - Parameter home: the namespace that need not be said.
    init(_ console: Console, home: String) {
        self.console = console
        self.home = home
    }

    private struct Line {
        var branch: String
        var health: String
        var message: String
    }

    func text(of root: TreeNode) -> String {
        var lines: [Line] = []
        add(root, before: "", below: "", to: &lines)
        let table = TextTable(
            header: ["OBJECT", "HEALTH", "MESSAGE"], rows: lines.map { [$0.branch, $0.health, $0.message] })
        return table.written(on: console, hasHeader: true)
    }

    private func add(_ node: TreeNode, before: String, below: String, to lines: inout [Line]) {
        let place = node.namespace.isEmpty || node.namespace == home ? "" : "\(node.namespace)/"
        let message = [node.remark, node.health?.message ?? ""].filter { !$0.isEmpty }.joined(separator: "; ")
        lines.append(
            Line(
                branch: "\(before)\(node.kind) \(place)\(node.name)", health: node.health?.status.name ?? "?",
                message: message))
        for (number, child) in node.children.enumerated() {
            let isLast = number + 1 == node.children.count
            add(
                child, before: below + (isLast ? "└─ " : "├─ "), below: below + (isLast ? "   " : "│  "), to: &lines)
        }
    }
}
