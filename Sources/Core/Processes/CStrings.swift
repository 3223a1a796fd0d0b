import Glibc

/// Texts as C takes them in `argv` and `envp`, ended by a null pointer.
@safe struct CStrings: ~Copyable {
    private var pointers: [UnsafeMutablePointer<CChar>?]

    init(_ texts: [String]) {
        // SAFETY: strdup copies; the copies belong to this value alone, and deinit frees each once.
        unsafe pointers = texts.map { unsafe strdup($0) } + [nil]
    }

    deinit {
        // SAFETY: as in init. free ignores the null pointer at the end.
        for index in unsafe pointers.indices { unsafe free(pointers[index]) }
    }

    /// The pointers, for as long as `body` runs.
    borrowing func withPointers<Result>(
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result? {
        // SAFETY: the array always holds the null pointer, so that there is a base address.
        unsafe pointers.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress else { return nil }
            return unsafe body(base)
        }
    }
}
