/// What to render: everything that decides the result, apart from the files themselves.
package struct RenderRequest: Sendable, Hashable {
    /// What makes objects of the files.
    package enum SourceType: String, Sendable, Hashable, CaseIterable {
        case auto = "Auto"
        case directory = "Directory"
        case kustomize = "Kustomize"
        case helm = "Helm"
    }

    /// Of a folder, or of one file, relative to the tree's root.
    package var path: String
    package var type: SourceType
    package var directory: DirectoryOptions
    /// Counts where the path is a Helm chart; its randomness for the charts that a kustomization names, too.
    package var chart: ChartOptions
    /// Counts where the path is a kustomization.
    package var overlay: OverlayOptions
    /// A chart from elsewhere, in the place of one at the path.
    package var packed: PackedChart?
    /// Nil where nothing is substituted; then `${…}` is text like any other.
    package var substitution: Substitution?
    /// The name of objects of which it is asked where their fields come from; nil for none, and then nothing is noted.
    package var traced: String?

    package init(
        path: String, type: SourceType = .auto, directory: DirectoryOptions = DirectoryOptions(),
        chart: ChartOptions = ChartOptions(), packed: PackedChart? = nil, overlay: OverlayOptions = OverlayOptions(),
        substitution: Substitution? = nil
    ) {
        self.path = path
        self.type = type
        self.directory = directory
        self.chart = chart
        self.overlay = overlay
        self.packed = packed
        self.substitution = substitution
    }
}

/// Which files of a folder are read.
package struct DirectoryOptions: Sendable, Hashable {
    package var recurse: Bool
    /// A glob; empty includes everything.
    package var include: String
    /// A glob; wins over `include`.
    package var exclude: String

    package init(recurse: Bool = true, include: String = "", exclude: String = "") {
        self.recurse = recurse
        self.include = include
        self.exclude = exclude
    }
}

/// The values of variables, from wherever the caller has gathered them. They may be secrets: nothing prints them.
package struct Substitution: Sendable, Hashable, CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    package var variables: [String: String]
    /// Where they are from, for whoever asks.
    package var origins: [String: String] = [:]

    package init(variables: [String: String]) { self.variables = variables }

    package var description: String { "\(variables.count) variables" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
