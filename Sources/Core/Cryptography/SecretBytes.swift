internal import COpenSSL

// SAFETY: the memory has one owner: made in `init`, overwritten and freed in `deinit`, and not written between.

/// Bytes that are overwritten once nobody needs them.
@safe package struct SecretBytes: ~Copyable {
    private let storage: UnsafeMutableRawBufferPointer

    /// The first bytes, filled up with zeros where there are not enough.
    package init(_ bytes: some Collection<UInt8>, count: Int) {
        unsafe self.init(count: count) { output in
            for (index, byte) in bytes.prefix(count).enumerated() { unsafe output[index] = byte }
        }
    }

    /// What `write` makes of so many zeros.
    init(count: Int, write: (UnsafeMutableRawBufferPointer) -> Void) {
        unsafe storage = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 1)
        unsafe storage.initializeMemory(as: UInt8.self, repeating: 0)
        unsafe write(storage)
    }

    deinit {
        unsafe OPENSSL_cleanse(storage.baseAddress, storage.count)
        unsafe storage.deallocate()
    }

    var count: Int { unsafe storage.count }

    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        unsafe body(UnsafeRawBufferPointer(storage))
    }
}
