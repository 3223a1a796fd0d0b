import Documents
import GoValues

/// `range`.
extension Execution {
    func walkRange(_ branch: Statement.Branch, dot: Operand) throws(TemplateError) -> Flow {
        node = branch.id
        try session.enter()
        let mark = variables.count
        session.recorder?.begin()
        let value = try evaluate(branch.pipeline, dot: dot)
        session.recorder?.enterScope(over: value.value)
        let isEmpty = try iterate(over: value.value, branch)
        session.recorder?.leaveScope()
        if isEmpty, let otherwise = branch.otherwise {
            let flow = try walk(otherwise, dot: dot)
            variables.removeLast(variables.count - mark)
            session.leave()
            return flow
        }
        variables.removeLast(variables.count - mark)
        session.leave()
        return .next
    }

    /// Gives whether there was nothing to iterate over.
    private func iterate(over value: GoValue, _ branch: Statement.Branch) throws(TemplateError) -> Bool {
        switch value.underlying {
        case .null: return true
        case .list(let list):
            let isInterface = list.type == .any
            // The elements as they are now: functions in the loop may change the list.
            for (index, element) in list.elements.enumerated() {
                let element = Operand(element, isInterface: isInterface)
                guard try round(branch, index: Operand(.int(index)), element: element) else { break }
            }
            return list.elements.isEmpty
        case .map(let map):
            let isInterface = map.type != .string
            // Loops inside loops hold all of them at a time.
            let bytes = map.count * MemoryLayout<(GoString, GoValue)>.stride
            try session.hold(bytes: bytes)
            defer { session.memory.giveBack(bytes) }
            try session.charge(steps: map.count >> 3)
            let entries = map.entries.sorted { $0.key < $1.key }
            for (key, element) in entries {
                let element = Operand(element, isInterface: isInterface)
                guard try round(branch, index: Operand(.string(key)), element: element) else { break }
            }
            return entries.isEmpty
        case .bytes(let bytes):
            for (index, element) in GoByte.elements(of: bytes).enumerated() {
                let element = Operand(element)
                guard try round(branch, index: Operand(.int(index)), element: element) else { break }
            }
            return bytes.isEmpty
        case .int(let count): return try self.count(to: count, value, branch) { .int($0) }
        case .int64(let count): return try self.count(to: Int(count), value, branch) { .int64(Int64($0)) }
        case .uint64(let count):
            return try self.count(to: Int(clamping: count), value, branch) { .uint64(UInt64($0)) }
        default: throw error("range can't iterate over \(text(of: value))")
        }
    }

    private func count(
        to count: Int, _ value: GoValue, _ branch: Statement.Branch, _ make: (Int) -> GoValue
    ) throws(TemplateError) -> Bool {
        guard branch.pipeline.variables.count < 2 else {
            throw error("can't use \(text(of: value)) to iterate over more than one variable")
        }
        var index = 0
        while index < count {
            guard try round(branch, index: .invalid, element: Operand(make(index))) else { break }
            index += 1
        }
        return count <= 0
    }

    /// One round of a loop; false where it was the last.
    private func round(_ branch: Statement.Branch, index: Operand, element: Operand) throws(TemplateError) -> Bool {
        try session.charge(steps: 1)
        let mark = variables.count
        let declared = branch.pipeline.variables
        if branch.pipeline.isAssignment {
            if let first = declared.first { try assign(first, declared.count > 1 ? index : element) }
            if declared.count > 1 { try assign(declared[1], element) }
        } else if !declared.isEmpty {
            variables[mark - 1].value = element
            if declared.count > 1 { variables[mark - 2].value = index }
        }
        if let recorder = session.recorder {
            recorder.enterRound(
                index.value, variables: branch.pipeline.isAssignment ? 0..<0 : mark - declared.count..<mark)
        }
        let flow = try walk(branch.body, dot: element)
        variables.removeLast(variables.count - mark)
        return flow != .leaveLoop
    }
}
