package import Documents
package import GitOpsAPI
package import Rendering

/// What came of rendering all sources of an application.
package struct RenderedSources: Sendable {
    package var manifests: ManifestSet
    /// Versions whose kinds could not be asked for while charts were told what the cluster serves: a chart may leave
    /// something out for want of them.
    package var unaskedVersions: [String] = []
    /// What of other repositories it was rendered with.
    package var bases: [GitOpsApplication.Base] = []
    package var wake = Wake()

    package init(manifests: ManifestSet) { self.manifests = manifests }
}

/// Why sources cannot be rendered.
package struct RenderFailure: Error {
    /// With the message as it is: it may be long, and quote what stands in Secrets.
    package var finding: Finding
    /// Whether only another source or specification helps.
    package var isFinal = false
    package var lost: Lost?
    package var obstacle: Obstacle?
    package var wake = Wake()
}

/// What was fetched and is not there any more.
package enum Lost: Sendable {
    case commit(of: ObjectKey)
    case chart(WantedChart)
}
