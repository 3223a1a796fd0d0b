/// The style guide, as far as a machine can judge it without taste. Each rule is a pure function over a file (or the
/// manifest), says what to do instead, and has a test of its own in RuleTests.swift.
enum Rules {
    /// Those that look at one file.
    static let perFile: [@Sendable (SourceFile) -> [Violation]] = [
        noFoundation, noCrashes, noForceUnwrap, noPrint, noLooseTask, boundedStreams, explainedUnsafety, noPromises,
        noPlaceholder, noOwnClock, fileSize, functionSize,
    ]

    static func noFoundation(_ file: SourceFile) -> [Violation] {
        guard file.isProduct else { return [] }
        return imports(of: file).filter { $0.name == "Foundation" }.map {
            Violation(
                path: file.path, line: $0.line,
                message: "import FoundationEssentials, or nothing: Foundation brings ICU")
        }
    }

    static func noCrashes(_ file: SourceFile) -> [Violation] {
        guard file.isProduct else { return [] }
        return file.violations("throw a typed error, or state the broken invariant with precondition") { line in
            line.contains("try!") || line.contains("as!") || line.contains(/\bfatalError\(/)
        }
    }

    static func noForceUnwrap(_ file: SourceFile) -> [Violation] {
        guard file.isProduct else { return [] }
        return file.violations("unwrap with guard or if, and say what is wrong otherwise") { line in
            line.contains("!") && line.contains(/[\w)\]"]!(?!=)/) && !line.contains("try!") && !line.contains("as!")
        }
    }

    static func noPrint(_ file: SourceFile) -> [Violation] {
        guard file.isProduct, file.module != "martlet" else { return [] }
        return file.violations("log it, return it, or leave it out; only the program prints") { line in
            line.contains("rint(") && line.contains(/(?:^|[^\w.])(?:debugP|p)rint\(/)
        }
    }

    /// A task that nobody waits for outlives its reason and hides its errors.
    static func noLooseTask(_ file: SourceFile) -> [Violation] {
        guard file.isProduct, !file.path.hasSuffix("/Shielded.swift") else { return [] }
        return file.violations("use a task group with named children; only shielded work may start a task of its own") {
            line in
            line.contains("Task") && line.contains(/\bTask\s*(?:<[^>]*>\s*)?(?:\{|\(|\.detached\b|\.immediate\b)/)
        }
    }

    static func boundedStreams(_ file: SourceFile) -> [Violation] {
        guard file.isProduct else { return [] }
        return file.code.indices.compactMap { index in
            guard file.code[index].contains(/\bAsync(?:Throwing)?Stream\b.*(?:\(|\{)/) else { return nil }
            let call = file.statement(from: index)
            guard !call.contains(/\.buffering(?:Oldest|Newest)\(/) else { return nil }
            return Violation(
                path: file.path, line: index + 1, message: "bound the stream: bufferingPolicy: .bufferingOldest(n)")
        }
    }

    static func noPromises(_ file: SourceFile) -> [Violation] {
        file.comments.indices.filter { file.comments[$0].contains(/\b(?:TODO|FIXME|XXX|HACK)\b/) }.map {
            Violation(
                path: file.path, line: $0 + 1, message: "do it now, or open an issue and leave it out of the code")
        }
    }

    static func noPlaceholder(_ file: SourceFile) -> [Violation] {
        guard file.path.hasSuffix("/Placeholder.swift") else { return [] }
        return [Violation(path: file.path, line: 1, message: "a module without content does not belong in the package")]
    }
}
