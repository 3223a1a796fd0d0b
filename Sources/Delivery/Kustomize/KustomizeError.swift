package import SourceTrees

/// Why an overlay does not render. One error, the first one; a build is whole or it is not.
package struct KustomizeError: Error, Sendable, Hashable, CustomStringConvertible {
    /// What is at fault: a file, its content, or a bound.
    package enum Code: Sendable, Hashable {
        /// A file or directory that is named does not exist.
        case notFound
        /// What is there is not what it should be.
        case invalid
        /// Two objects of one identity, or an identity that fits several objects.
        case conflict
        /// A path leads out of what may be read, or to another host.
        case refused
        /// What lies in another repository cannot be had now.
        case unavailable
        /// A construct that runs programs, or that this version does not know.
        case unsupported
        /// A bound was passed.
        case limit
        case cancelled
    }

    package var code: Code
    /// What is wrong and what to do, without the place.
    package var message: String
    /// The directory whose kustomization this is about, relative to the tree's root; empty for the root.
    package var kustomization: String
    /// The field of the kustomization, for instance `patches[2].path`.
    package var field: String?
    /// The file that was read, relative to the tree's root; with a line where one is known, as `base/a.yaml:12`.
    package var file: String?

    package init(
        _ code: Code, _ message: String, kustomization: String = "", field: String? = nil, file: String? = nil
    ) {
        self.code = code
        self.message = message
        self.kustomization = kustomization
        self.field = field
        self.file = file
    }

    /// `kustomization: field: file: message`, with what is known of these.
    package var description: String {
        let place = kustomization.isEmpty ? "the kustomization at the root" : "the kustomization '\(kustomization)'"
        return [place, field.map { "field '\($0)'" }, file, message].compactMap(\.self).joined(separator: ": ")
    }
}

extension KustomizeError {
    package init(_ error: SourceTreeError, kustomization: String = "", field: String? = nil) {
        let code: Code =
            switch error.code {
            case .notFound: .notFound
            case .outsideTree, .submodule: .refused
            case .tooLarge: .limit
            default: .invalid
            }
        self.init(code, error.description, kustomization: kustomization, field: field)
    }

    /// The same error, about this kustomization and field unless it knows better.
    func at(_ kustomization: String, field: String? = nil) -> KustomizeError {
        var error = self
        if error.kustomization.isEmpty { error.kustomization = kustomization }
        if error.field == nil { error.field = field }
        return error
    }
}
