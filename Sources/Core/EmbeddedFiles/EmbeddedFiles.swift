internal import CInstallation

/// Files of the repository that are part of the program, as they were when it was built.
package enum EmbeddedFiles {
    /// `Deploy/install.yaml`.
    package static var installation: String {
        // SAFETY: a constant of the program, of exactly this size.
        unsafe String(
            decoding: UnsafeRawBufferPointer(start: martlet_installation(), count: martlet_installation_size()),
            as: UTF8.self)
    }
}
