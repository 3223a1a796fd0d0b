import Documents
package import Kustomize

/// What renders may take of the Pod's memory, by their own reckoning. docs/rendering.md adds it up with all else that a
/// controller holds.
package enum RenderMemory {
    /// One render.
    package static let whole = 128 << 20
    /// One as most are; whoever needs more has to be alone with that.
    package static let usual = 16 << 20
}

extension KustomizeOptions.Bounds {
    /// For a build that may take this much memory: as values and texts, once each.
    package static func fitting(
        bytes: Int, within bounds: KustomizeOptions.Bounds
    ) -> KustomizeOptions.Bounds {
        var fitting = bounds
        fitting.values = min(bounds.values, bytes / MemoryBudget.bytesPerValue)
        fitting.texts = min(bounds.texts, bytes / 2)
        fitting.document = MemoryBudget(bytes: bytes).bounds(within: bounds.document)
        return fitting
    }
}
