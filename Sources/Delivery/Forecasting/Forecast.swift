package import Previewing

/// What would come of a plan, as far as it could be learnt.
package struct Forecast: Sendable {
    /// What would be written, in the plan's order, then what stays, and what is in the way.
    package var objects: [PreviewedObject]
    /// Whether the server could not be asked for all that it was to be asked for.
    package var isPartial: Bool
    /// Whether the server refuses something for what may pass without anybody changing the plan, as for want of a right.
    package var hasPassingRefusals: Bool

    package init(objects: [PreviewedObject], isPartial: Bool, hasPassingRefusals: Bool) {
        self.objects = objects
        self.isPartial = isPartial
        self.hasPassingRefusals = hasPassingRefusals
    }
}
