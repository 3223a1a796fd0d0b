internal import COpenSSL

/// The function scrypt (RFC 7914), which makes keys of passwords and takes its time and memory on purpose.
package enum Scrypt {
    /// - Parameters:
    ///   - cost: a power of two.
    ///   - memoryLimit: in bytes; more is not used, but an error.
    package static func key(
        password: [UInt8], salt: [UInt8], cost: UInt64, blockSize: UInt64, parallelism: UInt64, memoryLimit: UInt64,
        count: Int
    ) throws(CryptographyError) -> SecretBytes {
        try attempt(.failed, "scrypt cannot make a key") {
            var status: Int32 = 0
            let key = unsafe SecretBytes(count: count) { output in
                // SAFETY: OpenSSL reads password and salt while the closures hold them, and writes as much as there is room.
                status = unsafe password.withUnsafeBytes { password in
                    unsafe salt.withUnsafeBufferPointer { salt in
                        unsafe EVP_PBE_scrypt_ex(
                            password.bindMemory(to: CChar.self).baseAddress, password.count, salt.baseAddress,
                            salt.count, cost, blockSize, parallelism, memoryLimit,
                            output.bindMemory(to: UInt8.self).baseAddress, output.count, Algorithms.library.pointer,
                            nil)
                    }
                }
            }
            return status == 1 ? consume key : nil
        }
    }
}
